/** A pending call; `cancel` is idempotent and a no-op once it ran. */
export interface Timer {
  cancel(): void
}

/**
 * Where time comes from. Nothing but the composition root picks an implementation, so a whole
 * cluster can live on a {@link VirtualClock}.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `task` once, `delayMs` from now. A task must not throw. */
  after(delayMs: number, task: () => void): Timer
}

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      timer.cancel()
      reject(signal?.reason)
    }
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** Runs `task` every `periodMs` until cancelled; the next round is armed before the task runs. */
export function every(clock: Clock, periodMs: number, task: () => void): Timer {
  const round = (): void => {
    timer = clock.after(periodMs, round)
    task()
  }
  let timer = clock.after(periodMs, round)
  return { cancel: () => timer.cancel() }
}

/** RFC 3339 with whole seconds, as `metadata.creationTimestamp` has it. */
export function timestamp(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) {
    lastTimestamp = `${new Date(ms).toISOString().slice(0, 19)}Z`
    lastSecond = second
  }
  return lastTimestamp
}

// Most that is asked for within a second is of that second.
let lastSecond = Number.NaN
let lastTimestamp = ''

/** RFC 3339 with six decimals, as Leases and Events have it (`meta.v1.MicroTime`). */
export function microTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`
}
