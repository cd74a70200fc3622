import type { Backend } from '../backend.ts'
import type { History } from './history.ts'
import { logKey } from './record.ts'
import { compactedKey } from './replay.ts'

/** How much of the past a store keeps. */
export interface Retention {
  /** What is younger is kept even if it takes more than `maxBytes`, up to four times that. Default: five minutes. */
  readonly maxAgeMs?: number
  /** The history may take so much, however old it is. Default: 64 MiB. */
  readonly maxBytes?: number
  /** Of the newest changes so much stays in memory, for watches to resume from. Default: 32 MiB. */
  readonly memoryBytes?: number
}

/** Age yields to size when a burst has written so many times `maxBytes`. */
const burst = 4
/** Trimming goes this far below the limit, so that it does not start again with the next write. */
const slack = 16 / 15
/** So many revisions are forgotten at a time, and writers go on in between. */
const chunk = 512

/** Forgets the oldest revisions, in small batches beside the writers. */
export class Compactor {
  readonly #backend: Backend
  readonly #history: History
  readonly #retention: Required<Retention>
  readonly #readersDone: () => Promise<void>
  /** Records to delete with the next batch. */
  #obsolete: number[]
  #running: Promise<void> = Promise.resolve()
  #isTrimming = false
  #isClosed = false

  constructor(
    log: { backend: Backend; history: History; leftover: number[] },
    retention: Required<Retention>,
    readersDone: () => Promise<void>,
  ) {
    this.#backend = log.backend
    this.#history = log.history
    this.#obsolete = log.leftover
    this.#retention = retention
    this.#readersDone = readersDone
  }

  /** Forgets up to and including `revision`, after whatever compaction is under way. */
  compact(revision: number): Promise<void> {
    const run = this.#running.then(() => this.#forget(revision))
    this.#running = run.catch(() => {})
    return run
  }

  /** Trims what age and size no longer justify, unless that is already going on. */
  async trim(nowMs: number): Promise<void> {
    const { maxAgeMs, maxBytes } = this.#retention
    if (this.#isTrimming || this.#history.bytes <= maxBytes) return
    const revision = this.#history.excess(maxBytes / slack, nowMs - maxAgeMs, maxBytes * burst)
    if (revision === this.#history.compactedRevision) return
    this.#isTrimming = true
    try {
      await this.compact(revision)
    } finally {
      this.#isTrimming = false
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
  }

  async #forget(revision: number): Promise<void> {
    while (this.#history.compactedRevision < revision && !this.#isClosed) {
      const upTo = Math.min(revision, this.#history.compactedRevision + chunk)
      this.#obsolete.push(...this.#history.forget(upTo))
      await this.#readersDone()
      const obsolete = this.#obsolete
      await this.#backend.commit({
        puts: [[compactedKey, Buffer.from(String(upTo))]],
        deletes: obsolete.map(logKey),
      })
      this.#obsolete = []
    }
  }
}
