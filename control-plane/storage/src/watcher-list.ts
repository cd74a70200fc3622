import type { Change, Watcher } from './store.ts'

export type Listener = (changes: readonly Change[]) => void

export interface Audience {
  readonly listener: Listener
  readonly failed: (error: unknown) => void
}

/** One listener and how far it has been told. */
export class Subscription implements Watcher {
  readonly #audience: Audience
  readonly #live: { readonly revision: number }
  readonly #reading = Promise.withResolvers<void>()
  #told: number
  #backlog: readonly Change[] | undefined
  #list: WatcherList | undefined
  /** The watch it reads from until it joins a list. */
  source: Watcher | undefined
  isClosed = false

  /** `live.revision` is how far everybody in a list has been told. */
  constructor(audience: Audience, after: number, live: { readonly revision: number }) {
    this.#audience = audience
    this.#told = after
    this.#live = live
    this.#reading.promise.catch(() => {})
  }

  get revision(): number {
    return this.#list && !this.#backlog ? Math.max(this.#told, this.#live.revision) : this.#told
  }

  caughtUp(): Promise<void> {
    return this.#reading.promise
  }

  /** Hands over those of `changes` that are new to the listener. */
  tell(changes: readonly Change[]): void {
    if (this.#backlog) this.#pay()
    const first = changes[0]
    const last = changes.at(-1)
    if (this.isClosed || !first || !last || last.revision <= this.#told) return
    const news =
      first.revision > this.#told ? changes : changes.filter(({ revision }) => revision > this.#told)
    this.#told = last.revision
    try {
      this.#audience.listener(news)
    } catch (error) {
      // A bug of the listener's must not stop the others, nor the store: it surfaces as an uncaught exception.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  /** From now on it is told with the others of `list`; `backlog` once `watch` has returned. */
  join(list: WatcherList, backlog: readonly Change[] = []): void {
    this.#list = list
    list.add(this)
    if (backlog.length === 0) {
      this.#reading.resolve()
      return
    }
    this.#backlog = backlog
    queueMicrotask(() => this.#pay())
  }

  #pay(): void {
    const backlog = this.#backlog ?? []
    this.#backlog = undefined
    this.tell(backlog)
    this.#reading.resolve()
  }

  /** Ends the watch for a reason the listener's owner hears of. */
  fail(error: unknown): void {
    if (this.isClosed) return
    this.#reading.reject(error)
    this.close()
    this.#audience.failed(error)
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.source?.close()
    this.#list?.leave()
    this.#reading.resolve()
  }
}

/** Those who watch the same range: told in the order they came, in one walk. */
export class WatcherList {
  #members: Subscription[] = []
  #closed = 0
  #telling = 0
  readonly #emptied: () => void

  /** `emptied` is called when the last member has left. */
  constructor(emptied: () => void) {
    this.#emptied = emptied
  }

  add(member: Subscription): void {
    this.#members.push(member)
  }

  /** One member was closed. */
  leave(): void {
    this.#closed++
    if (this.#telling === 0) this.#sweep()
  }

  /** Whoever joins meanwhile is not told. */
  tell(changes: readonly Change[]): void {
    const count = this.#members.length
    this.#telling++
    for (let i = 0; i < count; i++) (this.#members[i] as Subscription).tell(changes)
    this.#telling--
    if (this.#telling === 0 && this.#closed > 0) this.#sweep()
  }

  fail(error: unknown): void {
    for (const member of [...this.#members]) member.fail(error)
  }

  #sweep(): void {
    if (this.#closed * 2 < this.#members.length) return
    this.#members = this.#members.filter(({ isClosed }) => !isClosed)
    this.#closed = 0
    if (this.#members.length === 0) this.#emptied()
  }
}
