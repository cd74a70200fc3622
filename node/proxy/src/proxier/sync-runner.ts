import type { Clock, Timer } from '@knarr/machinery'

export interface SyncRunnerOptions {
  readonly clock: Clock
  /** The least time from one sync's start to the next one's. */
  readonly minPeriodMs: number
  /** How long to wait after a sync that failed; twice as long after each further one, half a minute at most. */
  readonly retryMs: number
  /** Never two at once. */
  sync(): Promise<void>
  onError(error: unknown): void
}

const maxRetryMs = 30_000

/** Runs `sync` as soon as it is asked for, and what is asked for meanwhile together in the next run. */
export class SyncRunner {
  readonly #options: SyncRunnerOptions
  #isWanted = false
  #isStopped = false
  #timer: Timer | undefined
  #running: Promise<void> | undefined
  #notBefore = 0
  #failures = 0

  constructor(options: SyncRunnerOptions) {
    this.#options = options
  }

  /** Whether nothing runs and nothing is asked for. */
  get isIdle(): boolean {
    return !this.#running && !this.#isWanted
  }

  request(): void {
    this.#isWanted = true
    this.#arm()
  }

  /** Resolves when what runs has ended; nothing runs after. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#timer?.cancel()
    await this.#running
  }

  #arm(): void {
    if (this.#running || this.#timer || this.#isStopped) return
    const { clock } = this.#options
    // Not before the events that arrived together have all been seen.
    const delay = Math.max(0, this.#notBefore - clock.now())
    this.#timer = clock.after(delay, () => {
      this.#timer = undefined
      this.#running = this.#run()
    })
  }

  async #run(): Promise<void> {
    const { clock, minPeriodMs, retryMs, sync, onError } = this.#options
    this.#isWanted = false
    this.#notBefore = clock.now() + minPeriodMs
    try {
      await sync()
      this.#failures = 0
    } catch (error) {
      this.#isWanted = true
      this.#notBefore = clock.now() + Math.min(maxRetryMs, retryMs * 2 ** this.#failures++)
      onError(error)
    }
    this.#running = undefined
    if (this.#isWanted) this.#arm()
  }
}
