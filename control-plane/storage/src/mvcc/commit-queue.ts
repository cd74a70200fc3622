import type { Backend, Entry } from '../backend.ts'
import { type Change, type Item, RevisionConflict, type Write } from '../store.ts'
import { changeOf } from './log-reader.ts'
import { encodeRecord, logKey } from './record.ts'
import { SharedTexts } from './shared-texts.ts'

interface Request {
  readonly write: Write
  readonly resolve: (change: Change) => void
  readonly reject: (error: unknown) => void
}

/** A revision that is not durable yet. */
export interface Pending {
  readonly request: Request
  readonly change: Change
  readonly bytes: Uint8Array
  /** Writes that do not fit this one: refused once it is durable, tried again if it fails. */
  readonly refused: Request[]
}

/** What the queue asks of the store it writes for. */
export interface Durable {
  readonly backend: Backend
  revision(): number
  now(): number
  item(key: string): Item | undefined
  /** Makes a durable batch visible. */
  publish(batch: readonly Pending[]): void
}

/**
 * Puts writes in order, and many of them into one flush: while one flush is under way the next gathers.
 * Writes are checked against the head, which is the durable state and all that is pending.
 */
export class CommitQueue {
  readonly #durable: Durable
  readonly #head: Map<string, Pending> = new Map()
  #revision: number
  #gathering: Pending[] = []
  #flushing: Promise<void> | undefined
  /** The newest revision of a failed flush: the backend may have kept some of it all the same. */
  #doubtful = 0
  readonly #writers = new SharedTexts()

  constructor(durable: Durable) {
    this.#durable = durable
    this.#revision = durable.revision()
  }

  commit(write: Write): Promise<Change> {
    return new Promise((resolve, reject) => this.#submit({ write, resolve, reject }))
  }

  /** Resolves when nothing is pending. */
  async drained(): Promise<void> {
    await this.#flushing
  }

  #submit(request: Request): void {
    const { write } = request
    const pending = this.#head.get(write.key)
    const current = pending ? pending.change.item : this.#durable.item(write.key)
    if (fits(write, current)) this.#gather(request, current)
    else if (pending) pending.refused.push(request)
    else request.reject(new RevisionConflict(write.key, current))
  }

  #gather(request: Request, previous: Item | undefined): void {
    const { write } = request
    const revision = this.#revision + 1
    // Strings that live as long as the history are not each request's own.
    const key = previous?.key ?? write.key
    const origin = { writer: this.#writers.of(write.writer), atMs: this.#durable.now() }
    const { bytes, item } = encodeRecord({ ...write, key }, revision, origin.atMs, previous)
    const previousRevision = previous?.modRevision ?? 0
    const change = changeOf({ revision, key, item, previousRevision, origin }, previous)
    const pending: Pending = { request, change, bytes, refused: [] }
    this.#revision = revision
    this.#head.set(write.key, pending)
    this.#gathering.push(pending)
    this.#flushing ??= this.#flush()
  }

  async #flush(): Promise<void> {
    // Whoever commits in the same turn shares the flush.
    await Promise.resolve()
    while (this.#gathering.length > 0) {
      const batch = this.#gathering
      this.#gathering = []
      try {
        await this.#durable.backend.commit({ puts: batch.map(entryOf), deletes: this.#doubtfulKeys(batch) })
      } catch (error) {
        this.#fail(batch, error)
        continue
      }
      this.#succeed(batch)
    }
    this.#flushing = undefined
  }

  #succeed(batch: readonly Pending[]): void {
    this.#doubtful = 0
    for (const pending of batch) {
      const { key } = pending.change
      if (this.#head.get(key) === pending) this.#head.delete(key)
    }
    this.#durable.publish(batch)
    for (const { request, change, refused } of batch) {
      request.resolve(change)
      for (const { reject } of refused) reject(new RevisionConflict(change.key, change.item))
    }
  }

  /** Goes back to the durable state; what was gathered on top of the failed batch is judged anew. */
  #fail(batch: readonly Pending[], error: unknown): void {
    this.#doubtful = Math.max(this.#doubtful, batch.at(-1)?.change.revision ?? 0)
    const again = batch.flatMap(({ refused }) => refused)
    again.push(...this.#gathering.flatMap(({ request, refused }) => [request, ...refused]))
    this.#gathering = []
    this.#head.clear()
    this.#revision = this.#durable.revision()
    for (const { request } of batch) request.reject(error)
    for (const request of again) this.#submit(request)
  }

  #doubtfulKeys(batch: readonly Pending[]): string[] {
    const keys: string[] = []
    const last = batch.at(-1)?.change.revision ?? 0
    for (let revision = last + 1; revision <= this.#doubtful; revision++) keys.push(logKey(revision))
    return keys
  }
}

function fits(write: Write, current: Item | undefined): boolean {
  if (!write.template && !current) return false
  return write.expected === undefined || write.expected === (current?.modRevision ?? 0)
}

function entryOf({ change, bytes }: Pending): Entry {
  return [logKey(change.revision), bytes]
}
