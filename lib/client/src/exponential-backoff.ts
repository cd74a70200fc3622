import { type Clock, jitter, type Random } from '@knarr/machinery'

export interface BackoffOptions {
  readonly initialMs: number
  readonly maxMs: number
  readonly factor?: number
  /** Each delay is lengthened by a random part of at most this factor. */
  readonly jitterFactor?: number
  /** A pause this long between two failures starts over at `initialMs`. */
  readonly resetAfterMs?: number
}

/** Delays that grow with each failure in a row (client-go's exponential backoff manager). */
export class ExponentialBackoff {
  #delayMs: number
  #lastAt: number
  readonly #options: BackoffOptions
  readonly #clock: Clock
  readonly #random: Random

  constructor(
    options: BackoffOptions,
    { clock, random }: { readonly clock: Clock; readonly random: Random },
  ) {
    this.#options = options
    this.#clock = clock
    this.#random = random
    this.#delayMs = options.initialMs
    this.#lastAt = clock.now()
  }

  /** How long to wait now; the next answer is longer. */
  next(): number {
    const { maxMs, factor = 2, jitterFactor = 0, resetAfterMs = Number.POSITIVE_INFINITY } = this.#options
    if (this.#clock.now() - this.#lastAt > resetAfterMs) this.reset()
    this.#lastAt = this.#clock.now()
    const delayMs = this.#delayMs
    this.#delayMs = Math.min(maxMs, delayMs * factor)
    return jitterFactor > 0 ? jitter(this.#random, delayMs, jitterFactor) : delayMs
  }

  reset(): void {
    this.#delayMs = this.#options.initialMs
  }
}
