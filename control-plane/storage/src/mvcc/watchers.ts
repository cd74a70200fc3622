import { compareKeys, isPlain } from '../key-order.ts'
import type { Change } from '../store.ts'
import { type Listener, Subscription, WatcherList } from '../watcher-list.ts'
import type { Span } from './log-reader.ts'

interface Group {
  readonly holds: (key: string) => boolean
  readonly list: WatcherList
}

export interface WatchRange {
  readonly from: string
  readonly to: string
  readonly after: number
}

/** What the watchers ask of the log they follow. */
export interface Followed {
  /** How far the live watchers have been told. */
  readonly revision: number
  /** Everything that can be read, including what the live watchers are just being told. */
  readonly durableRevision: number
  /** The changes after a revision, or undefined when some are on the backend only. */
  since(revision: number): readonly Change[] | undefined
  read(span: Span, holds: (key: string) => boolean): AsyncIterable<Change>
}

const readTogether = 256

/** The watchers of a store: the live ones by range, and those still reading what they missed. */
export class Watchers {
  readonly #log: Followed
  readonly #groups: Map<string, Group> = new Map()
  readonly #catchingUp: Set<Promise<void>> = new Set()
  #isClosed = false

  constructor(log: Followed) {
    this.#log = log
  }

  watch(range: WatchRange, listener: Listener, failed: (error: unknown) => void): Subscription {
    const subscription = new Subscription({ listener, failed }, range.after, this.#log)
    if (range.after >= this.#log.durableRevision) this.#join(subscription, range)
    else this.#start(subscription, range)
    return subscription
  }

  /** Tells the live watchers. */
  tell(changes: readonly Change[]): void {
    if (this.#isClosed) return
    for (const { holds, list } of [...this.#groups.values()]) {
      const theirs = select(changes, holds)
      if (theirs.length > 0) list.tell(theirs)
    }
  }

  /** Ends every live watch: what happened in between is not known. */
  fail(error: unknown): void {
    for (const { list } of [...this.#groups.values()]) list.fail(error)
  }

  /** Resolves once whoever is reading the log now has got what it missed. */
  async caughtUp(): Promise<void> {
    await Promise.allSettled(this.#catchingUp)
  }

  close(): void {
    this.#isClosed = true
    this.#groups.clear()
  }

  #join(subscription: Subscription, range: WatchRange): void {
    const name = `${range.from}\0${range.to}`
    let group = this.#groups.get(name)
    if (!group) {
      const list = new WatcherList(() => this.#groups.delete(name))
      group = { holds: within(range.from, range.to), list }
      this.#groups.set(name, group)
    }
    subscription.join(group.list)
  }

  #start(subscription: Subscription, range: WatchRange): void {
    const reading = this.#catchUp(subscription, range)
      .catch((error: unknown) => subscription.fail(error))
      .finally(() => this.#catchingUp.delete(reading))
    this.#catchingUp.add(reading)
  }

  async #catchUp(subscription: Subscription, range: WatchRange): Promise<void> {
    const holds = within(range.from, range.to)
    let after = range.after
    await Promise.resolve()
    while (!subscription.isClosed && !this.#isClosed) {
      const recent = this.#log.since(after)
      if (recent) {
        subscription.tell(select(recent, holds))
        if (!subscription.isClosed) this.#join(subscription, range)
        return
      }
      const upTo = this.#log.durableRevision
      await this.#readUpTo(subscription, { after, upTo }, holds)
      after = upTo
    }
  }

  async #readUpTo(subscription: Subscription, span: Span, holds: (key: string) => boolean): Promise<void> {
    let changes: Change[] = []
    for await (const change of this.#log.read(span, holds)) {
      if (changes.push(change) < readTogether) continue
      subscription.tell(changes)
      if (subscription.isClosed || this.#isClosed) return
      changes = []
    }
    subscription.tell(changes)
  }
}

const none: readonly Change[] = []

function select(changes: readonly Change[], holds: (key: string) => boolean): readonly Change[] {
  for (const { key } of changes) {
    if (!holds(key)) return changes.length === 1 ? none : changes.filter((change) => holds(change.key))
  }
  return changes
}

function within(from: string, to: string): (key: string) => boolean {
  if (isPlain(from) && isPlain(to)) return (key) => from <= key && key < to
  return (key) => compareKeys(from, key) <= 0 && compareKeys(key, to) < 0
}
