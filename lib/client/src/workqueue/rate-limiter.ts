import type { Clock } from '@knarr/machinery'

/** Decides how long a failed item waits before its next turn. */
export interface RateLimiter {
  /** Counts a failure of the item and says how many milliseconds it has to wait. */
  when(item: string): number
  forget(item: string): void
  /** How often the item failed since it was last forgotten. */
  requeues(item: string): number
}

/** Doubles from `baseMs` with each failure of the same item. */
export function exponentialRateLimiter(baseMs: number, maxMs: number): RateLimiter {
  const failures = new Map<string, number>()
  return {
    when(item) {
      const count = failures.get(item) ?? 0
      failures.set(item, count + 1)
      return Math.min(maxMs, baseMs * 2 ** count)
    },
    forget: (item) => void failures.delete(item),
    requeues: (item) => failures.get(item) ?? 0,
  }
}

/** A token bucket over all items: `qps` refilled each second, at most `burst` saved up. */
export function bucketRateLimiter(clock: Clock, qps: number, burst: number): RateLimiter {
  const bucket = new TokenBucket(clock, qps, burst)
  return { when: () => bucket.reserve(), forget: () => {}, requeues: () => 0 }
}

/** The longest wait any of them asks for. */
export function maxOfRateLimiters(...limiters: readonly RateLimiter[]): RateLimiter {
  return {
    when: (item) => Math.max(...limiters.map((limiter) => limiter.when(item))),
    forget: (item) => {
      for (const limiter of limiters) limiter.forget(item)
    },
    requeues: (item) => Math.max(...limiters.map((limiter) => limiter.requeues(item))),
  }
}

/** What controllers use unless told otherwise: 5 ms to 1000 s per item, and 10 a second, 100 at once, over all. */
export function defaultControllerRateLimiter(clock: Clock): RateLimiter {
  return maxOfRateLimiters(exponentialRateLimiter(5, 1_000_000), bucketRateLimiter(clock, 10, 100))
}

/** `qps` tokens a second, at most `burst` saved up. */
export class TokenBucket {
  #tokens: number
  #at: number
  readonly #clock: Clock
  readonly #qps: number
  readonly #burst: number

  constructor(clock: Clock, qps: number, burst: number) {
    this.#clock = clock
    this.#qps = qps
    this.#burst = burst
    this.#tokens = burst
    this.#at = clock.now()
  }

  /** Takes a token if one is there. */
  tryAccept(): boolean {
    this.#refill()
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Takes a token, of the future if need be, and says how many milliseconds until it is there. */
  reserve(): number {
    this.#refill()
    this.#tokens -= 1
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#qps) * 1000
  }

  #refill(): void {
    const now = this.#clock.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#qps)
    this.#at = now
  }
}
