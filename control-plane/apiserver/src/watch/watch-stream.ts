import type { Clock, Timer } from '@knarr/machinery'
import type { Change, Item, Store, Watcher } from '@knarr/storage'
import type { ObjectSelector } from '../registry/object-selector.ts'
import { eventOf, type WatchedEvent } from './watched-event.ts'

export interface WatchStreamOptions {
  readonly store: Store
  readonly clock: Clock
  readonly from: string
  readonly to: string
  /** Events after this revision. */
  readonly after: number
  /** What is shown as ADDED before them. */
  readonly initial: readonly Item[]
  /** Says by an annotated bookmark where the initial events end. */
  readonly endsInitialEvents: boolean
  readonly selector: ObjectSelector
  readonly sendsBookmarks: boolean
  readonly timeoutMs: number
  readonly limits?: { readonly events: number; readonly bytes: number }
}

const bookmarkPeriodMs = 60_000
const lastBookmarkMs = 2_000
const defaultLimits = { events: 20_000, bytes: 64 << 20 }

/**
 * One watch: events wait here until whoever sends them has room. A reader that falls too far behind loses
 * the stream and has to list again, so that it costs nobody else anything.
 */
export class WatchStream {
  readonly #options: WatchStreamOptions
  readonly #limits: { readonly events: number; readonly bytes: number }
  readonly #watcher: Watcher
  readonly #timers = new Set<Timer>()
  #events: WatchedEvent[] = []
  #bytes = 0
  #seen: number
  /** Told of every change as it happens; one that began in the past is by the time of a second bookmark. */
  #isLive: boolean
  #isClosed = false
  #wake: (() => void) | undefined
  #onClose: (() => void) | undefined

  /** @throws CompactedError where `after` is no longer kept */
  constructor(options: WatchStreamOptions) {
    this.#options = options
    this.#limits = options.limits ?? defaultLimits
    this.#seen = options.after
    this.#isLive = options.after >= options.store.revision
    for (const item of options.initial) this.#events.push({ type: 'ADDED', item })
    if (options.endsInitialEvents) {
      this.#events.push({ type: 'BOOKMARK', revision: options.after, endsInitialEvents: true })
    }
    const { from, to, after } = options
    this.#watcher = options.store.watch({ from, to, after }, (changes) => this.#receive(changes))
    this.#arm(options.timeoutMs, () => this.close())
    if (options.sendsBookmarks) this.#armBookmarks()
  }

  /** What is ready, at least one event; undefined once the stream is at its end. One reader at a time. */
  async next(): Promise<readonly WatchedEvent[] | undefined> {
    while (this.#events.length === 0) {
      if (this.#isClosed) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const events = this.#events
    this.#events = []
    this.#bytes = 0
    return events
  }

  /** Ends the stream after what is buffered. Idempotent. */
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

  get isClosed(): boolean {
    return this.#isClosed
  }

  #receive(changes: readonly Change[]): void {
    if (this.#isClosed) return
    for (const change of changes) this.#take(change)
    if (this.#events.length > this.#limits.events || this.#bytes > this.#limits.bytes) this.close()
    else if (this.#events.length > 0) this.#wakeUp()
  }

  #take(change: Change): void {
    if (change.revision <= this.#seen) return
    this.#seen = change.revision
    const event = eventOf(change, this.#options.selector)
    if (!event || !('item' in event)) return
    this.#events.push(event)
    this.#bytes += event.item.value.byteLength
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
    if (this.#isLive) this.#seen = Math.max(this.#seen, this.#options.store.revision)
    this.#isLive = true
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
