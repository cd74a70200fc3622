import { type Clock, type Random, sleep, type Timer } from '@knarr/machinery'
import type { AuditBackend } from './audit-backend.ts'
import type { AuditEvent } from './audit-event.ts'

export interface BatchOptions {
  /** So many events wait at most; those that come then are lost. */
  readonly bufferSize?: number
  readonly maxBatchSize?: number
  /** A batch that is not full is sent after this. */
  readonly maxBatchWaitMs?: number
  /** How long after a first failure it is tried again; each time half as long again. */
  readonly initialBackoffMs?: number
}

export interface BatchParts {
  readonly clock: Clock
  readonly random: Random
  /** Sends one batch; rejects where that failed. */
  send(events: readonly AuditEvent[]): Promise<void>
  /** Hears of events that are lost. */
  lost(count: number, error: unknown): void
}

const tries = 5
const backoffFactor = 1.5
const backoffJitter = 0.2

/** Gathers events and sends many at a time, one batch after the other. */
export class BatchBackend implements AuditBackend {
  readonly #parts: BatchParts
  readonly #options: Required<BatchOptions>
  #waiting: AuditEvent[] = []
  #timer: Timer | undefined
  #sending: Promise<void> | undefined
  #isClosing = false

  constructor(parts: BatchParts, options: BatchOptions = {}) {
    this.#parts = parts
    this.#options = {
      bufferSize: options.bufferSize ?? 10_000,
      maxBatchSize: options.maxBatchSize ?? 400,
      maxBatchWaitMs: options.maxBatchWaitMs ?? 30_000,
      initialBackoffMs: options.initialBackoffMs ?? 10_000,
    }
  }

  process(event: AuditEvent): void {
    if (this.#waiting.length >= this.#options.bufferSize) {
      this.#parts.lost(1, new Error('audit buffer queue blocked'))
      return
    }
    this.#waiting.push(event)
    if (this.#waiting.length >= this.#options.maxBatchSize) this.#flush()
    else this.#timer ??= this.#parts.clock.after(this.#options.maxBatchWaitMs, () => this.#flush())
  }

  async close(): Promise<void> {
    this.#isClosing = true
    this.#flush()
    await this.#sending
  }

  #flush(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#sending ??= this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    const { maxBatchSize } = this.#options
    do {
      const batch = this.#waiting.splice(0, maxBatchSize)
      if (batch.length > 0) await this.#sendBatch(batch)
    } while (this.#waiting.length >= maxBatchSize || (this.#isClosing && this.#waiting.length > 0))
    this.#sending = undefined
    if (this.#waiting.length > 0) {
      this.#timer ??= this.#parts.clock.after(this.#options.maxBatchWaitMs, () => this.#flush())
    }
  }

  async #sendBatch(batch: readonly AuditEvent[]): Promise<void> {
    const { clock, random, send, lost } = this.#parts
    let delayMs = this.#options.initialBackoffMs
    for (let attempt = 1; ; attempt++) {
      try {
        await send(batch)
        return
      } catch (error) {
        if (attempt === tries || this.#isClosing) {
          lost(batch.length, error)
          return
        }
        await sleep(clock, delayMs * (1 + random.next() * backoffJitter))
        delayMs *= backoffFactor
      }
    }
  }
}
