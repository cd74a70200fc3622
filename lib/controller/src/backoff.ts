import type { Clock } from '@knarr/machinery'

interface Entry {
  delayMs: number
  at: number
}

/** Delays per key that double with each failure (client-go's flowcontrol.Backoff). */
export class Backoff {
  readonly #entries = new Map<string, Entry>()
  readonly #clock: Clock
  readonly #initialMs: number
  readonly #maxMs: number

  constructor(clock: Clock, initialMs: number, maxMs: number) {
    this.#clock = clock
    this.#initialMs = initialMs
    this.#maxMs = maxMs
  }

  /** The key's present delay; 0 if it never failed. */
  get(key: string): number {
    return this.#entries.get(key)?.delayMs ?? 0
  }

  /** Counts a failure; the delay starts over if the last one was longer ago than twice the longest delay. */
  next(key: string): void {
    const now = this.#clock.now()
    const entry = this.#entries.get(key)
    const fresh = !entry || now - entry.at > this.#maxMs * 2
    const delayMs = fresh ? this.#initialMs : Math.min(this.#maxMs, entry.delayMs * 2)
    this.#entries.set(key, { delayMs, at: now })
  }

  /** Whether the key's delay, counted from `sinceMs`, is not over yet. */
  isInBackoffSince(key: string, sinceMs: number): boolean {
    const entry = this.#entries.get(key)
    if (!entry || this.#clock.now() - entry.at > this.#maxMs * 2) return false
    return this.#clock.now() - sinceMs < entry.delayMs
  }

  /** How much of the key's delay, counted from its last failure, is left. */
  remaining(key: string): number {
    const entry = this.#entries.get(key)
    return entry ? Math.max(0, entry.at + entry.delayMs - this.#clock.now()) : 0
  }

  reset(key: string): void {
    this.#entries.delete(key)
  }

  /** Forgets keys whose last failure no longer counts. */
  collectGarbage(): void {
    const now = this.#clock.now()
    for (const [key, { at }] of this.#entries) if (now - at > this.#maxMs * 2) this.#entries.delete(key)
  }
}
