import type { Clock } from '@knarr/machinery'

const minRetryAfterSeconds = 1
const maxRetryAfterSeconds = 32
const windowMs = 1000

interface Dropped {
  windowStartMs: number
  count: number
  retryAfterSeconds: number
  changedMs: number
}

/** How long those turned away are asked to stay away: longer while more keep coming, shorter as they stop. */
export class DroppedRequests {
  readonly #clock: Clock
  readonly #levels = new Map<string, Dropped>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts one request turned away and says after how many seconds to come again. */
  record(level: string): number {
    const now = this.#clock.now()
    const dropped = this.#levels.get(level) ?? newlyDropped(now)
    this.#levels.set(level, dropped)
    if (now - dropped.windowStartMs >= windowMs) {
      this.#adjust(dropped, now)
      dropped.windowStartMs = now
      dropped.count = 0
    }
    dropped.count++
    return dropped.retryAfterSeconds
  }

  /** At most one change in the time those turned away were told to wait. */
  #adjust(dropped: Dropped, now: number): void {
    if (now - dropped.changedMs < dropped.retryAfterSeconds * 1000) return
    const isBusy = dropped.count >= 3 * dropped.retryAfterSeconds
    const isQuiet = dropped.count < dropped.retryAfterSeconds
    const factor = isBusy ? 2 : isQuiet ? 0.5 : 1
    if (factor === 1) return
    const next = Math.ceil(dropped.retryAfterSeconds * factor)
    dropped.retryAfterSeconds = Math.min(Math.max(next, minRetryAfterSeconds), maxRetryAfterSeconds)
    dropped.changedMs = now
  }
}

function newlyDropped(now: number): Dropped {
  return { windowStartMs: now, count: 0, retryAfterSeconds: minRetryAfterSeconds, changedMs: now }
}
