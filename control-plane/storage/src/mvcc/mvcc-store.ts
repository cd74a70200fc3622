import type { Clock } from '@knarr/machinery'
import type { Backend } from '../backend.ts'
import { compareKeys } from '../key-order.ts'
import type { OrderedMap } from '../ordered-map.ts'
import {
  type Change,
  CompactedError,
  FutureRevisionError,
  type Item,
  type Range,
  type RangeOptions,
  type Store,
  type Watcher,
  type Write,
} from '../store.ts'
import type { Listener } from '../watcher-list.ts'
import { CommitQueue, type Pending } from './commit-queue.ts'
import { Compactor, type Retention } from './compactor.ts'
import type { History } from './history.ts'
import { readChanges, readItem } from './log-reader.ts'
import { beginAt, type Replayed, replay } from './replay.ts'
import { RevisionWaiters } from './revision-waiters.ts'
import { Watchers, type WatchRange } from './watchers.ts'

export interface StoreOptions {
  readonly clock: Clock
  /** Hears what goes wrong in the background. */
  readonly logger?: (message: string) => void
  readonly retention?: Retention
  /** Where a log that is not there yet begins to count. Default: 0. */
  readonly firstRevision?: number
}

/** Opens the log on `backend`, which then belongs to the store and is disposed of with it. */
export async function openStore(backend: Backend, options: StoreOptions): Promise<Store> {
  const retention = retentionOf(options)
  await beginAt(backend, options.firstRevision ?? 0)
  const replayed = await replay(backend, retention.memoryBytes)
  return new MvccStore(backend, replayed, { ...options, retention })
}

/** A store whose state is known without reading its log. */
export function storeAt(
  backend: Backend,
  state: (memoryBytes: number) => Replayed,
  options: StoreOptions,
): Store {
  const retention = retentionOf(options)
  return new MvccStore(backend, state(retention.memoryBytes), { ...options, retention })
}

function retentionOf({ retention }: StoreOptions): Required<Retention> {
  return {
    maxAgeMs: retention?.maxAgeMs ?? 300_000,
    maxBytes: retention?.maxBytes ?? 64 * 1024 * 1024,
    memoryBytes: retention?.memoryBytes ?? 32 * 1024 * 1024,
  }
}

/**
 * Writes go through the commit queue to the backend, and only from there, durable, into the state, the
 * history and to the watchers. The newest values are in memory; older ones are read from the log.
 */
class MvccStore implements Store {
  readonly #backend: Backend
  readonly #clock: Clock
  readonly #logger: (message: string) => void
  readonly #state: OrderedMap<Item>
  readonly #history: History
  readonly #queue: CommitQueue
  readonly #watchers: Watchers
  readonly #compactor: Compactor
  readonly #waiters = new RevisionWaiters()
  #told: number
  #closing: Promise<void> | undefined

  constructor(
    backend: Backend,
    replayed: Replayed,
    options: StoreOptions & { retention: Required<Retention> },
  ) {
    this.#backend = backend
    this.#clock = options.clock
    this.#logger = options.logger ?? (() => {})
    this.#state = replayed.state
    this.#history = replayed.history
    this.#told = replayed.history.revision
    this.#watchers = new Watchers(this.#followed())
    const log = { backend, history: replayed.history, leftover: replayed.leftover }
    this.#compactor = new Compactor(log, options.retention, () => this.#watchers.caughtUp())
    this.#queue = new CommitQueue({
      backend,
      revision: () => replayed.history.revision,
      now: () => options.clock.now(),
      item: (key) => replayed.state.get(key),
      publish: (batch) => this.#publish(batch),
    })
  }

  get revision(): number {
    return this.#told
  }

  get compactedRevision(): number {
    return this.#history.compactedRevision
  }

  async newest(): Promise<number> {
    this.#refuseClosed()
    await this.waitFor(this.#history.revision)
    return this.#told
  }

  async get(key: string, options: { revision?: number } = {}): Promise<Item | undefined> {
    const { revision } = options
    this.#refuseClosed()
    this.#refuseOutside(revision)
    const item = this.#state.get(key)
    if (revision === undefined || (item && item.modRevision <= revision)) return item
    const version = this.#history.versionAt(key, revision)
    return version === 0 ? undefined : await this.#past(version, revision)
  }

  async range(from: string, to: string, options: RangeOptions = {}): Promise<Range> {
    const { revision = this.#history.revision, limit } = options
    this.#refuseClosed()
    this.#refuseOutside(options.revision)
    const most = limit || Number.POSITIVE_INFINITY
    if (revision < this.#history.revision) return await this.#rangeAt(from, to, { revision, most })
    const items = this.#state.values(from, to, most)
    const remaining = items.length < most ? 0 : this.#state.count(from, to) - items.length
    return { items, revision, remaining }
  }

  async commit(write: Write): Promise<Change> {
    this.#refuseClosed()
    if (!write.key.isWellFormed()) throw new TypeError('a key must be well-formed Unicode')
    return await this.#queue.commit(write)
  }

  watch(range: WatchRange, listener: Listener, failed?: (error: unknown) => void): Watcher {
    this.#refuseClosed()
    const { compactedRevision } = this
    if (range.after < compactedRevision) throw new CompactedError(range.after, compactedRevision)
    return this.#watchers.watch(range, listener, (error) => {
      this.#logger(`a watch of ${range.from} cannot read the log: ${error}`)
      failed?.(error)
    })
  }

  async waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    this.#refuseClosed()
    if (revision > this.#told) await this.#waiters.wait(revision, signal)
  }

  async compact(revision: number): Promise<void> {
    this.#refuseClosed()
    if (revision > this.#history.revision) throw new FutureRevisionError(revision, this.#history.revision)
    await this.#compactor.compact(revision)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async #close(): Promise<void> {
    await this.#queue.drained()
    this.#watchers.close()
    this.#waiters.fail(new Error('the store is closed'))
    await this.#watchers.caughtUp()
    await this.#compactor.close()
    await this.#backend[Symbol.asyncDispose]()
  }

  #publish(batch: readonly Pending[]): void {
    const changes = batch.map(({ change }) => change)
    for (const { change, bytes } of batch) {
      if (change.item) this.#state.set(change.key, change.item)
      else this.#state.delete(change.key)
      this.#history.append(change, bytes.length)
    }
    this.#watchers.tell(Object.freeze(changes))
    this.#told = this.#history.revision
    this.#waiters.reached(this.#told)
    this.#compactor
      .trim(this.#clock.now())
      .catch((error: unknown) => this.#logger(`compaction failed and will be tried again: ${error}`))
  }

  /** Items that are still the newest are in memory; of the others the history knows the revision. */
  async #rangeAt(from: string, to: string, at: { revision: number; most: number }): Promise<Range> {
    const { revision, most } = at
    const kept = this.#state.values(from, to).filter(({ modRevision }) => modRevision <= revision)
    const unchanged = new Set(kept.map(({ key }) => key))
    const past = this.#history.versionsAt(from, to, revision).filter(([key]) => !unchanged.has(key))
    const all: { key: string; item?: Item; version?: number }[] = kept.map((item) => ({
      key: item.key,
      item,
    }))
    for (const [key, version] of past) all.push({ key, version })
    if (past.length > 0) all.sort((a, b) => compareKeys(a.key, b.key))
    const page = all.length > most ? all.slice(0, most) : all
    const items = await Promise.all(
      page.map(({ item, version = 0 }) => item ?? this.#past(version, revision)),
    )
    return { items, revision, remaining: all.length - items.length }
  }

  /** What `version` made, for a read at `revision`. */
  async #past(version: number, revision: number): Promise<Item> {
    const item = this.#history.change(version)?.item ?? (await readItem(this.#backend, version))
    if (item) return item
    if (revision <= this.compactedRevision) throw new CompactedError(revision, this.compactedRevision)
    throw new Error(`the log is damaged: revision ${version} is missing`)
  }

  #followed(): ConstructorParameters<typeof Watchers>[0] {
    const store = this
    return {
      get revision() {
        return store.#told
      },
      get durableRevision() {
        return store.#history.revision
      },
      since: (revision) => store.#history.since(revision),
      read: (span, holds) => readChanges(store.#backend, span, holds),
    }
  }

  #refuseOutside(revision: number | undefined): void {
    if (revision === undefined) return
    const newest = this.#history.revision
    if (revision > newest) throw new FutureRevisionError(revision, newest)
    if (revision <= this.compactedRevision) throw new CompactedError(revision, this.compactedRevision)
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw new Error('the store is closed')
  }
}
