import { type Clock, every, type Timer } from '@knarr/machinery'
import { compareKeys } from '../key-order.ts'
import { changeOf } from '../mvcc/log-reader.ts'
import type { WatchRange } from '../mvcc/watchers.ts'
import {
  type Change,
  CompactedError,
  FutureRevisionError,
  type Item,
  type Range,
  type RangeOptions,
  RevisionConflict,
  type Store,
  type Watcher,
  type Write,
} from '../store.ts'
import type { Listener } from '../watcher-list.ts'
import { EtcdClient } from './etcd-client.ts'
import { EtcdKeys } from './etcd-keys.ts'
import type { Compare, TxnRequest } from './etcd-messages.ts'
import { EtcdMirror } from './etcd-mirror.ts'
import { isCompacted } from './etcd-reader.ts'
import { decodeItem, encodeOrigin, encodeValue } from './etcd-record.ts'
import type { EtcdTarget } from './etcd-target.ts'

export interface EtcdStoreOptions {
  readonly clock: Clock
  readonly logger?: (message: string) => void
  /** The past is forgotten when it is once to twice as old; 0: never. Default: five minutes. */
  readonly compactionIntervalMs?: number
  /** Where a store that is not there yet begins to count. Default: 0. */
  readonly firstRevision?: number
}

const patienceMs = 10_000

/** Opens the store in an etcd, made if it is not there yet; several processes may do so at once. */
export async function openEtcd(target: EtcdTarget, options: EtcdStoreOptions): Promise<Store> {
  const client = new EtcdClient(target, options.clock)
  try {
    const { keys, first } = await begin(client, target.prefix ?? '', options.firstRevision ?? 0)
    const { clock, logger = () => {} } = options
    const mirror = await EtcdMirror.open({ client, keys, clock, logger, first })
    return new EtcdStore({ client, keys, mirror }, { ...options, logger })
  } catch (error) {
    client.close()
    throw error
  }
}

/** Finds or makes the key that says where the store's revisions begin. */
async function begin(
  client: EtcdClient,
  prefix: string,
  firstRevision: number,
): Promise<{ keys: EtcdKeys; first: number }> {
  const { meta } = new EtcdKeys(prefix)
  const value = Buffer.from(JSON.stringify({ format: 1, revision: firstRevision }))
  await client.txn({
    compare: [{ result: 'EQUAL', target: 'MOD', key: meta }],
    success: [{ put: { key: meta, value } }],
    failure: [],
  })
  const { kvs } = await client.range({ key: meta })
  const [kv] = kvs
  if (!kv) throw new Error('the store in etcd was removed while it was being opened')
  const { format, revision: first } = JSON.parse(Buffer.from(kv.value).toString())
  if (format !== 1) throw new Error(`the store in etcd has format ${format}, this version reads 1`)
  return { keys: new EtcdKeys(prefix, kv.modRevision - first), first }
}

interface Parts {
  readonly client: EtcdClient
  readonly keys: EtcdKeys
  readonly mirror: EtcdMirror
}

/**
 * Writes are transactions of etcd; they show once the mirror has heard of them. A read of the newest first asks
 * etcd how far it is, so that it sees what any other process has written before.
 */
class EtcdStore implements Store {
  readonly #parts: Parts
  readonly #clock: Clock
  readonly #logger: (message: string) => void
  readonly #lanes: Map<string, Promise<unknown>> = new Map()
  readonly #compaction: Timer | undefined
  #compactNext = 0
  #asking: Promise<void> | undefined
  #asksNext: Promise<void> | undefined
  #closing: Promise<void> | undefined

  constructor(parts: Parts, options: EtcdStoreOptions & { logger: (message: string) => void }) {
    const { clock, compactionIntervalMs: period = 300_000 } = options
    this.#parts = parts
    this.#clock = clock
    this.#logger = options.logger
    this.#compactNext = parts.mirror.compactedRevision
    this.#compaction = period > 0 ? every(clock, period, () => this.#compactOld()) : undefined
  }

  get revision(): number {
    return this.#parts.mirror.revision
  }

  get compactedRevision(): number {
    return this.#parts.mirror.compactedRevision
  }

  async newest(): Promise<number> {
    await this.#reach(undefined)
    return this.revision
  }

  async get(key: string, { revision }: { revision?: number } = {}): Promise<Item | undefined> {
    const { client, keys, mirror } = this.#parts
    await this.#reach(revision)
    const item = mirror.state.get(key)
    if (revision === undefined || (item && item.modRevision <= revision)) return item
    const past = { key: keys.key(key), revision: keys.etcdRevisionOf(revision) }
    const { kvs } = await this.#past(revision, () => client.range(past))
    return kvs[0] && decodeItem(key, keys.translated(kvs[0]))
  }

  async range(from: string, to: string, { revision, limit }: RangeOptions = {}): Promise<Range> {
    const { mirror } = this.#parts
    await this.#reach(revision)
    const now = mirror.revision
    if (revision !== undefined && revision < now) return await this.#rangeAt(from, to, { revision, limit })
    const most = limit || Number.POSITIVE_INFINITY
    const items = mirror.state.values(from, to, most)
    const remaining = items.length < most ? 0 : mirror.state.count(from, to) - items.length
    return { items, revision: now, remaining }
  }

  async commit(write: Write): Promise<Change> {
    this.#refuseClosed()
    const { key } = write
    if (!key.isWellFormed()) throw new TypeError('a key must be well-formed Unicode')
    if (this.#parts.keys.isReserved(key)) throw new TypeError(`${key} is a key of the store's own`)
    const before = this.#lanes.get(key) ?? Promise.resolve()
    const commit = before.then(() => this.#commit(write))
    const settled = commit.then(
      () => {},
      () => {},
    )
    this.#lanes.set(key, settled)
    try {
      return await commit
    } finally {
      if (this.#lanes.get(key) === settled) this.#lanes.delete(key)
    }
  }

  watch(range: WatchRange, listener: Listener, failed?: (error: unknown) => void): Watcher {
    this.#refuseClosed()
    const { compactedRevision } = this
    if (range.after < compactedRevision) throw new CompactedError(range.after, compactedRevision)
    return this.#parts.mirror.watch(range, listener, (error) => {
      this.#logger(`a watch of ${range.from} ended: ${(error as Error).message}`)
      failed?.(error)
    })
  }

  async waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    this.#refuseClosed()
    await this.#parts.mirror.waitFor(revision, signal)
  }

  async compact(revision: number): Promise<void> {
    const { client, keys, mirror } = this.#parts
    if (revision > mirror.revision) await this.#fresh()
    if (revision > mirror.revision) throw new FutureRevisionError(revision, mirror.revision)
    if (revision <= mirror.compactedRevision) return
    try {
      mirror.compactedUpTo(revision)
      await mirror.readersDone()
      await client.compact(keys.etcdRevisionOf(revision))
    } catch (error) {
      if (!isCompacted(error)) throw error
      await mirror.learnCompacted()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close()
    await this.#closing
  }

  async #close(): Promise<void> {
    const { mirror, client } = this.#parts
    this.#compaction?.cancel()
    await Promise.all(this.#lanes.values())
    await mirror.close()
    client.close()
  }

  async #commit(write: Write): Promise<Change> {
    const { client, keys, mirror } = this.#parts
    const origin = { writer: write.writer, atMs: this.#clock.now() }
    const before = mirror.state.get(write.key)
    const { succeeded, header, responses } = await client.txn(this.#transaction(write, encodeOrigin(origin)))
    if (!succeeded) {
      await this.#heard(keys.revisionOf(responses[0]?.range?.kvs[0]?.modRevision ?? 0))
      throw new RevisionConflict(write.key, mirror.state.get(write.key))
    }
    const revision = keys.revisionOf(header.revision)
    await this.#heard(revision)
    const change = mirror.changeAt(revision, write.key)
    if (change) return change
    // The mirror had to start anew in between and has not seen this one pass by.
    return changeOf(
      { revision, key: write.key, item: itemOf(write, revision, before), previousRevision: 0, origin },
      before,
    )
  }

  #transaction(write: Write, origin: Uint8Array): TxnRequest {
    const { keys } = this.#parts
    const key = keys.key(write.key)
    const change = write.template
      ? { put: { key, value: encodeValue(write.template) } }
      : { deleteRange: { key } }
    return {
      compare: this.#conditions(write, key),
      success: [change, { put: { key: keys.head, value: origin } }],
      failure: [{ range: { key: keys.head, keysOnly: true } }],
    }
  }

  #conditions({ expected, template }: Write, key: Uint8Array): Compare[] {
    const conditions: Compare[] = template ? [] : [{ result: 'GREATER', target: 'VERSION', key }]
    if (expected === undefined) return conditions
    const { keys } = this.#parts
    const modRevision = expected === 0 ? 0 : Math.max(1, keys.etcdRevisionOf(expected))
    return [...conditions, { result: 'EQUAL', target: 'MOD', key, modRevision }]
  }

  async #rangeAt(
    from: string,
    to: string,
    { revision, limit = 0 }: { revision: number; limit?: number | undefined },
  ): Promise<Range> {
    const { client, keys, mirror } = this.#parts
    if (compareKeys(from, to) >= 0) return { items: [], revision, remaining: 0 }
    const request = { ...keys.bounds(from, to), revision: keys.etcdRevisionOf(revision) }
    // Where the store's own keys lie in between they are not to be counted.
    const most = keys.holdsReserved(from, to) ? 0 : limit
    const { kvs, count } = await this.#past(revision, () => client.range({ ...request, limit: most }))
    const items: Item[] = []
    for (const kv of kvs) {
      const key = keys.nameOf(kv.key)
      if (keys.isReserved(key)) continue
      const translated = keys.translated(kv)
      const known = mirror.state.get(key)
      items.push(known?.modRevision === translated.modRevision ? known : decodeItem(key, translated))
    }
    if (most === limit) return { items, revision, remaining: count - kvs.length }
    return { items: items.slice(0, limit), revision, remaining: Math.max(0, items.length - limit) }
  }

  async #past<T>(revision: number, read: () => Promise<T>): Promise<T> {
    const { mirror } = this.#parts
    try {
      return await read()
    } catch (error) {
      if (!isCompacted(error)) throw error
      await mirror.learnCompacted()
      throw new CompactedError(revision, mirror.compactedRevision)
    }
  }

  /** Makes sure that a revision can be read, or that the mirror has what was there when it was asked for. */
  async #reach(revision: number | undefined): Promise<void> {
    this.#refuseClosed()
    const { mirror } = this.#parts
    if (revision === undefined || revision > mirror.revision) await this.#fresh()
    if (revision === undefined) return
    if (revision > mirror.revision) throw new FutureRevisionError(revision, mirror.revision)
    const { compactedRevision } = mirror
    if (revision <= compactedRevision) throw new CompactedError(revision, compactedRevision)
  }

  /** Resolves once the mirror has everything written before the call; those who wait share one question. */
  #fresh(): Promise<void> {
    this.#asksNext ??= (this.#asking ?? Promise.resolve()).then(
      () => this.#ask(),
      () => this.#ask(),
    )
    return this.#asksNext
  }

  #ask(): Promise<void> {
    this.#asking = this.#asksNext
    this.#asksNext = undefined
    return this.#newest().then((revision) => this.#heard(revision))
  }

  async #newest(): Promise<number> {
    const { client, keys } = this.#parts
    const { kvs } = await client.range({ key: keys.head, keysOnly: true })
    return keys.revisionOf(kvs[0]?.modRevision ?? 0)
  }

  /** The mirror follows at once unless etcd is out of reach. */
  async #heard(revision: number): Promise<void> {
    const { mirror } = this.#parts
    if (revision <= mirror.revision) return
    const enough = new AbortController()
    const timer = this.#clock.after(patienceMs, () =>
      enough.abort(new Error(`etcd has not told of revision ${revision} within ${patienceMs / 1000} s`)),
    )
    try {
      await mirror.waitFor(revision, enough.signal)
    } finally {
      timer.cancel()
    }
  }

  /** What was the newest a round ago is old enough. */
  #compactOld(): void {
    const revision = this.#compactNext
    this.#compactNext = this.revision
    this.compact(revision).catch((error: unknown) =>
      this.#logger(`compaction failed and will be tried again: ${(error as Error).message}`),
    )
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw new Error('the store is closed')
  }
}

/** What a write made, without having seen it. */
function itemOf({ key, template }: Write, modRevision: number, previous: Item | undefined): Item | undefined {
  if (!template) return undefined
  const createRevision = previous?.createRevision ?? modRevision
  return decodeItem(key, { key: Buffer.from(key), value: encodeValue(template), createRevision, modRevision })
}
