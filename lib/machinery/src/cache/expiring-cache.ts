import type { Clock } from '../clock/clock.ts'

/** Keeps values by key for a while each, at most so many; the one looked at longest ago goes first. */
export class ExpiringCache<T> {
  readonly #clock: Clock
  readonly #maxEntries: number
  /** In the order they were last looked at. */
  readonly #entries = new Map<string, { readonly value: T; readonly until: number }>()

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock
    this.#maxEntries = maxEntries
  }

  /** Wrapped, for a value may be undefined itself. */
  get(key: string): { readonly value: T } | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    if (this.#clock.now() >= entry.until) return undefined
    this.#entries.set(key, entry)
    return entry
  }

  /** Nothing is kept for no time. */
  set(key: string, value: T, ttlMs: number): void {
    this.#entries.delete(key)
    if (ttlMs <= 0) return
    this.#entries.set(key, { value, until: this.#clock.now() + ttlMs })
    if (this.#entries.size > this.#maxEntries)
      this.#entries.delete(this.#entries.keys().next().value as string)
  }
}
