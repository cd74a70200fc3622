import type { Clock, Timer } from '@knarr/machinery'
import { defaultControllerRateLimiter, type RateLimiter } from './rate-limiter.ts'

export interface WorkQueueOptions<T> {
  readonly clock: Clock
  /** What makes two items the same; their text unless given. */
  readonly keyOf?: (item: T) => string
  readonly rateLimiter?: RateLimiter
}

interface Waiting {
  readonly at: number
  readonly timer: Timer
}

/**
 * A queue in which an item stands at most once and is never worked on twice at the same time: one
 * added while in work is queued again when its work is `done` (client-go's rate limiting queue).
 */
export class WorkQueue<T = string> {
  readonly #clock: Clock
  readonly #keyOf: (item: T) => string
  readonly #rateLimiter: RateLimiter
  /** What waits for a worker, in order. */
  readonly #queue = new Map<string, T>()
  /** What was added again while in work. */
  readonly #dirty = new Map<string, T>()
  readonly #processing = new Set<string>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #getters: ((item: T | undefined) => void)[] = []
  #shuttingDown = false

  constructor({ clock, keyOf = String, rateLimiter }: WorkQueueOptions<T>) {
    this.#clock = clock
    this.#keyOf = keyOf
    this.#rateLimiter = rateLimiter ?? defaultControllerRateLimiter(clock)
  }

  /** How many items wait for a worker. */
  get length(): number {
    return this.#queue.size
  }

  /** How many items are in work. */
  get processing(): number {
    return this.#processing.size
  }

  add(item: T): void {
    if (this.#shuttingDown) return
    const key = this.#keyOf(item)
    if (this.#processing.has(key)) {
      if (!this.#dirty.has(key)) this.#dirty.set(key, item)
      return
    }
    if (this.#queue.has(key)) return
    this.#queue.set(key, item)
    this.#dispatch()
  }

  /** Adds the item `delayMs` from now; of two waits for the same item the shorter counts. */
  addAfter(item: T, delayMs: number): void {
    if (this.#shuttingDown) return
    if (delayMs <= 0) {
      this.add(item)
      return
    }
    const key = this.#keyOf(item)
    const at = this.#clock.now() + delayMs
    const waiting = this.#waiting.get(key)
    if (waiting && waiting.at <= at) return
    waiting?.timer.cancel()
    const timer = this.#clock.after(delayMs, () => {
      this.#waiting.delete(key)
      this.add(item)
    })
    this.#waiting.set(key, { at, timer })
  }

  /** Adds the item once the rate limiter lets it; each call counts as a failure until `forget`. */
  addRateLimited(item: T): void {
    this.addAfter(item, this.#rateLimiter.when(this.#keyOf(item)))
  }

  forget(item: T): void {
    this.#rateLimiter.forget(this.#keyOf(item))
  }

  numRequeues(item: T): number {
    return this.#rateLimiter.requeues(this.#keyOf(item))
  }

  /** The next item, as soon as there is one; undefined once the queue is shut down and empty. */
  get(): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.#getters.push(resolve)
      this.#dispatch()
    })
  }

  /** Ends the work on an item that `get` handed out. */
  done(item: T): void {
    const key = this.#keyOf(item)
    this.#processing.delete(key)
    const again = this.#dirty.get(key)
    if (again === undefined) return
    this.#dirty.delete(key)
    this.#queue.set(key, again)
    this.#dispatch()
  }

  /** Takes nothing more; what is queued is still handed out. */
  shutDown(): void {
    this.#shuttingDown = true
    for (const { timer } of this.#waiting.values()) timer.cancel()
    this.#waiting.clear()
    this.#dispatch()
  }

  #dispatch(): void {
    while (this.#getters.length > 0) {
      const first = this.#queue.entries().next().value
      if (!first && !this.#shuttingDown) return
      const getter = this.#getters.shift()
      if (!first) {
        getter?.(undefined)
        continue
      }
      this.#queue.delete(first[0])
      this.#processing.add(first[0])
      getter?.(first[1])
    }
  }
}
