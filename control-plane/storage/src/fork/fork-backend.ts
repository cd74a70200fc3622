import type { Backend, Batch, Entry } from '../backend.ts'
import { compareKeys } from '../key-order.ts'
import { encodeRecord, logKey, logStart, revisionOf } from '../mvcc/record.ts'
import { compactedKey } from '../mvcc/replay.ts'
import type { Item } from '../store.ts'

const writer = 'fork'

/**
 * The log of a fork: what the fork wrote is its own, what was there before is shared with where it came from. A
 * record of that is encoded when somebody reads it, or where the fork is to last without its origin.
 */
export class ForkBackend implements Backend {
  readonly #own: Backend
  readonly #atMs: number
  /** The shared items by their revision; empty once the fork has all of them itself. */
  #shared: Map<number, Item>
  /** Resolves once the fork's own log begins where it should. */
  #begun: Promise<void>

  private constructor(own: Backend, items: readonly Item[], atMs: number) {
    this.#own = own
    this.#atMs = atMs
    this.#shared = new Map()
    for (const item of items) this.#shared.set(item.modRevision, item)
    this.#begun = Promise.resolve()
  }

  /** Shares `items`, the state at `revision`, for as long as the fork lives. */
  static async sharing(own: Backend, items: readonly Item[], at: ForkPoint): Promise<ForkBackend> {
    const fork = new ForkBackend(own, items, at.atMs)
    await own.commit({ puts: [beginning(at)] })
    return fork
  }

  /** Shares `items` until they are written to `own`, at once and before whatever the fork writes. */
  static lasting(own: Backend, items: readonly Item[], at: ForkPoint): ForkBackend {
    const fork = new ForkBackend(own, items, at.atMs)
    fork.#begun = fork.#persist(at)
    // Whoever writes next is told.
    fork.#begun.catch(() => {})
    return fork
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const item = key.startsWith(logStart) ? this.#shared.get(revisionOf(key)) : undefined
    return item ? this.#encoded(item) : await this.#own.get(key)
  }

  async *range(from: string, to: string): AsyncGenerator<Entry> {
    // What is shared is older than all the fork wrote, and keys have the order of revisions.
    const shared = [...this.#shared.values()].sort((a, b) => a.modRevision - b.modRevision)
    for (const item of shared) {
      const key = logKey(item.modRevision)
      if (compareKeys(key, from) >= 0 && compareKeys(key, to) < 0) yield [key, this.#encoded(item)]
    }
    yield* this.#own.range(from, to)
  }

  async commit(batch: Batch): Promise<void> {
    await this.#begun
    await this.#own.commit(batch)
    for (const key of batch.deletes ?? []) if (key.startsWith(logStart)) this.#shared.delete(revisionOf(key))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#begun
    await this.#own[Symbol.asyncDispose]()
  }

  async #persist(at: ForkPoint): Promise<void> {
    // The fork may be used while its items are encoded.
    await new Promise<void>((resolve) => setImmediate(resolve))
    const puts = [...this.#shared.values()].map(
      (item): Entry => [logKey(item.modRevision), this.#encoded(item)],
    )
    await this.#own.commit({ puts: [beginning(at), ...puts] })
    this.#shared = new Map()
  }

  #encoded({ key, value, createRevision, modRevision }: Item): Uint8Array {
    const before: Item = { key, value, createRevision, modRevision: 0 }
    return encodeRecord({ key, template: { bytes: value }, writer }, modRevision, this.#atMs, before).bytes
  }
}

export interface ForkPoint {
  readonly revision: number
  readonly atMs: number
}

function beginning({ revision }: ForkPoint): Entry {
  return [compactedKey, Buffer.from(String(revision))]
}
