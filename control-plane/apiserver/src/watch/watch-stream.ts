import { type Clock, internalError, type KubeObject, StatusError, type Timer } from '@knarr/machinery'
import type { Change, Item, Watcher } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import type { ObjectSelector } from '../registry/object-selector.ts'
import { eventOf, type ItemEvent, type WatchedEvent } from './watched-event.ts'

export interface WatchStreamOptions {
  readonly clock: Clock
  /** Begins to watch after `after`; `failed` ends it. @throws CompactedError */
  watch(listener: (changes: readonly Change[]) => void, failed: () => void): Watcher
  /** Events after this revision. */
  readonly after: number
  /** What is shown as ADDED before them. */
  readonly initial: readonly Item[]
  /** Says by an annotated bookmark where the initial events end. */
  readonly endsInitialEvents: boolean
  readonly selector: ObjectSelector
  /** Makes kept objects ready for the selector and for showing; absent where they are as they are kept. */
  readonly prepare?: ((kept: readonly KubeObject[]) => Promise<void>) | undefined
  readonly sendsBookmarks: boolean
  readonly timeoutMs: number
  readonly limits?: WatchLimits
}

/** What a reader may leave waiting before it loses the stream. */
export interface WatchLimits {
  readonly events: number
  readonly bytes: number
}

const bookmarkPeriodMs = 60_000
const lastBookmarkMs = 2_000
const defaultLimits: WatchLimits = { events: 20_000, bytes: 64 << 20 }

/** Events in the order they happened, read by one reader. */
export interface EventStream {
  /** What is ready, at least one event; undefined once the stream is at its end. */
  next(): Promise<readonly WatchedEvent[] | undefined>
  /** Ends the stream after what is buffered. Idempotent. */
  close(): void
}

/** A watch that ends with an error as its first event, the way clients on the wire are told of it. */
export function failedStream({ status }: StatusError): EventStream {
  let events: readonly WatchedEvent[] | undefined = [{ type: 'ERROR', status }]
  return {
    async next() {
      const told = events
      events = undefined
      return told
    },
    close() {},
  }
}

/**
 * One watch: events wait here until whoever sends them has room. A reader that falls too far behind loses
 * the stream and has to start again, so that it costs nobody else anything.
 */
export class WatchStream implements EventStream {
  readonly #options: WatchStreamOptions
  readonly #limits: WatchLimits
  readonly #watcher: Watcher
  readonly #timers = new Set<Timer>()
  #events: WatchedEvent[] = []
  /** Changes that are still to be prepared. */
  #held: Change[] = []
  /** How many of the events came after the watch began, and their size. */
  #waiting = 0
  #waitingBytes = 0
  #seen: number
  #isClosed = false
  #wake: (() => void) | undefined
  #onClose: (() => void) | undefined

  /** @throws CompactedError where `after` is no longer kept */
  constructor(options: WatchStreamOptions) {
    this.#options = options
    this.#limits = options.limits ?? defaultLimits
    this.#seen = options.after
    for (const item of options.initial) this.#events.push({ type: 'ADDED', item })
    if (options.endsInitialEvents) {
      this.#events.push({ type: 'BOOKMARK', revision: options.after, endsInitialEvents: true })
    }
    this.#watcher = options.watch(
      (changes) => this.#receive(changes),
      () => this.close(),
    )
    this.#arm(options.timeoutMs, () => this.close())
    if (options.sendsBookmarks) this.#armBookmarks()
  }

  async next(): Promise<readonly WatchedEvent[] | undefined> {
    for (;;) {
      // More may come while these are prepared.
      while (this.#held.length > 0) await this.#takeHeld()
      if (this.#events.length > 0) break
      if (this.#isClosed) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const events = this.#events
    this.#events = []
    this.#waiting = 0
    this.#waitingBytes = 0
    return events
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#watcher.close()
    for (const timer of this.#timers) timer.cancel()
    this.#wakeUp()
    this.#onClose?.()
  }

  /** At most one listener: the server's book of open watches. */
  onClose(listener: () => void): void {
    this.#onClose = listener
  }

  #receive(changes: readonly Change[]): void {
    if (this.#isClosed) return
    if (this.#options.prepare) this.#hold(changes)
    else for (const change of changes) this.#add(this.#eventOf(change))
    if (this.#waiting > this.#limits.events || this.#waitingBytes > this.#limits.bytes) this.close()
    else if (this.#events.length > 0 || this.#held.length > 0) this.#wakeUp()
  }

  #hold(changes: readonly Change[]): void {
    this.#held.push(...changes)
    this.#waiting += changes.length
    for (const { item } of changes) this.#waitingBytes += item?.value.byteLength ?? 0
  }

  /** Prepares what is held; where that cannot be done the stream tells why and ends. */
  async #takeHeld(): Promise<void> {
    const changes = this.#held
    this.#held = []
    const items = changes.flatMap(({ item, previous }) => [item, previous])
    try {
      await this.#prepare(items)
      const events = changes.map((change) => this.#eventOf(change))
      // What leaves is shown at the revision of its leaving, which makes another object of it.
      await this.#prepare(events.map((event) => (event?.type === 'DELETED' ? event.item : undefined)))
      for (const event of events) this.#add(event)
    } catch (error) {
      const { status } = error instanceof StatusError ? error : internalError(error)
      this.#events.push({ type: 'ERROR', status })
      this.#held = []
      this.close()
    }
  }

  async #prepare(items: readonly (Item | undefined)[]): Promise<void> {
    await this.#options.prepare?.(items.flatMap((item) => (item ? [objectOf(item)] : [])))
  }

  /** What a change is to this watch, if it is anything. */
  #eventOf(change: Change): ItemEvent | undefined {
    if (change.revision <= this.#seen) return undefined
    this.#seen = change.revision
    return eventOf(change, this.#options.selector)
  }

  #add(event: ItemEvent | undefined): void {
    if (!event) return
    this.#events.push(event)
    this.#waiting++
    this.#waitingBytes += event.item.value.byteLength
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #armBookmarks(): void {
    this.#arm(Math.max(this.#options.timeoutMs - lastBookmarkMs, 0), () => this.#bookmark())
    const round = (): void => {
      this.#bookmark()
      this.#arm(bookmarkPeriodMs, round)
    }
    this.#arm(bookmarkPeriodMs, round)
  }

  #bookmark(): void {
    if (this.#held.length > 0) return
    this.#seen = Math.max(this.#seen, this.#watcher.revision)
    this.#events.push({ type: 'BOOKMARK', revision: this.#seen })
    this.#wakeUp()
  }

  #arm(delayMs: number, task: () => void): void {
    const timer = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(timer)
      task()
    })
    this.#timers.add(timer)
  }
}
