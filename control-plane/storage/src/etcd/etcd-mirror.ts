import { type Clock, sleep } from '@knarr/machinery'
import type { Span } from '../mvcc/log-reader.ts'
import { RevisionWaiters } from '../mvcc/revision-waiters.ts'
import { Watchers, type WatchRange } from '../mvcc/watchers.ts'
import { OrderedMap } from '../ordered-map.ts'
import { type Change, CompactedError, type Item, type Watcher } from '../store.ts'
import { ChangeRing } from '../watch-cache/change-ring.ts'
import type { Listener } from '../watcher-list.ts'
import type { EtcdClient } from './etcd-client.ts'
import type { EtcdKeys } from './etcd-keys.ts'
import type { WatchResponse } from './etcd-messages.ts'
import { EventReader, isCompacted, lost, readPages, readPast } from './etcd-reader.ts'
import { decodeItem } from './etcd-record.ts'

export interface MirrorParts {
  readonly client: EtcdClient
  readonly keys: EtcdKeys
  readonly clock: Clock
  readonly logger: (message: string) => void
  /** The store's first revision: there is nothing before it. */
  readonly first: number
}

const recentBytes = 32 * 1024 * 1024
const pauseMs = 100

/**
 * What is in etcd, kept in memory by one watch of it: everybody's writes come in here, one's own too, in the
 * order of their revisions. State, watchers and waiters all move with that watch and with nothing else.
 */
export class EtcdMirror {
  readonly #parts: MirrorParts
  readonly #watchers: Watchers
  readonly #waiters = new RevisionWaiters()
  readonly #stop = new AbortController()
  readonly #events: EventReader
  #state: OrderedMap<Item> = new OrderedMap()
  #recent: ChangeRing = new ChangeRing(0, recentBytes)
  #told = 0
  #applied = 0
  #compacted: number
  /** The watch goes on after this revision: nothing of ours lies between it and `#applied`. */
  #seen = 0
  #following: Promise<void> = Promise.resolve()

  private constructor(parts: MirrorParts) {
    const mirror = this
    this.#parts = parts
    this.#compacted = parts.first
    this.#watchers = new Watchers({
      get revision() {
        return mirror.#told
      },
      get durableRevision() {
        return mirror.#applied
      },
      since: (revision) => mirror.#recent.since(revision),
      read: (span, holds) => mirror.#readPast(span, holds),
    })
    const ignored = (error: unknown): void => parts.logger(`ignored: ${(error as Error).message}`)
    this.#events = new EventReader(parts.keys, (_, key) => mirror.#state.get(key), ignored)
  }

  /** Loads what is there and follows what happens. */
  static async open(parts: MirrorParts): Promise<EtcdMirror> {
    const mirror = new EtcdMirror(parts)
    await mirror.#load()
    mirror.#following = mirror.#follow()
    return mirror
  }

  /** How far the watchers have been told. */
  get revision(): number {
    return this.#told
  }

  get compactedRevision(): number {
    return Math.min(this.#compacted, this.#told)
  }

  get state(): OrderedMap<Item> {
    return this.#state
  }

  /** The change a revision made to a key, if it is still in memory. */
  changeAt(revision: number, key: string): Change | undefined {
    return this.#recent
      .since(revision - 1)
      ?.find((change) => change.revision === revision && change.key === key)
  }

  async waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    if (revision > this.#told) await this.#waiters.wait(revision, signal)
  }

  watch(range: WatchRange, listener: Listener, failed: (error: unknown) => void): Watcher {
    return this.#watchers.watch(range, listener, failed)
  }

  /** Learns how far etcd has been compacted: by asking for what may be gone. */
  async learnCompacted(): Promise<void> {
    const { client, keys, first } = this.#parts
    const stop = new AbortController()
    const start = keys.etcdRevisionOf(first)
    try {
      await client.range({ key: keys.meta, revision: start, keysOnly: true })
    } catch (error) {
      if (!isCompacted(error)) throw error
      const heard = (response: WatchResponse): void => {
        if (!response.canceled) return
        this.compactedUpTo(keys.revisionOf(response.compactRevision))
        stop.abort()
      }
      const nothing = { key: keys.meta, rangeEnd: Buffer.concat([keys.meta, Buffer.from([0])]) }
      await client.watch({ ...nothing, startRevision: start }, heard, stop.signal)
    }
  }

  compactedUpTo(revision: number): void {
    this.#compacted = Math.max(this.#compacted, revision)
  }

  /** Resolves once whoever reads the past now has got what it missed. */
  async readersDone(): Promise<void> {
    await this.#watchers.caughtUp()
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the store is closed'))
    this.#watchers.close()
    this.#waiters.fail(new Error('the store is closed'))
    await this.#watchers.caughtUp()
    await this.#following
  }

  /** The state at the newest revision of the store; where etcd has compacted that, as it is now. */
  async #load(): Promise<void> {
    const { client, keys, first } = this.#parts
    const { kvs } = await client.range({ key: keys.head, keysOnly: true })
    const newest = kvs[0]?.modRevision ?? keys.etcdRevisionOf(first)
    try {
      await this.#loadAt(newest)
    } catch (error) {
      if (!isCompacted(error)) throw error
      const { header } = await client.range({ key: keys.head, keysOnly: true })
      await this.#loadAt(header.revision)
      this.compactedUpTo(this.#applied)
    }
    await this.learnCompacted()
  }

  async #loadAt(etcdRevision: number): Promise<void> {
    const { client, keys } = this.#parts
    const state = new OrderedMap<Item>()
    for await (const { kvs } of readPages(client, { ...keys.all, revision: etcdRevision })) {
      for (const kv of kvs) {
        const key = keys.nameOf(kv.key)
        if (!keys.isReserved(key)) state.set(key, decodeItem(key, keys.translated(kv)))
      }
    }
    const revision = keys.revisionOf(etcdRevision)
    this.#state = state
    this.#recent = new ChangeRing(revision, recentBytes)
    this.#applied = revision
    this.#seen = revision
    this.#told = revision
    this.#waiters.reached(revision)
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.#watchOnce(signal)
      } catch (error) {
        if (signal.aborted) return
        await this.#mend(error)
      }
    }
  }

  /** Ends with an error unless the signal ends it. */
  async #watchOnce(signal: AbortSignal): Promise<void> {
    const { client, keys } = this.#parts
    const once = new AbortController()
    const end = AbortSignal.any([signal, once.signal])
    let reason: unknown = new Error('etcd ended the watch')
    const heard = (response: WatchResponse): void => {
      if (end.aborted) return
      try {
        if (response.canceled) throw lost(response, keys, this.#seen)
        this.#receive(response)
      } catch (error) {
        reason = error
        once.abort()
      }
    }
    const startRevision = keys.etcdRevisionOf(this.#seen) + 1
    await client.watch({ ...keys.all, startRevision, progressNotify: true }, heard, end)
    throw reason
  }

  /** After compaction only a new beginning helps, for everybody who watches; else the watch goes on where it was. */
  async #mend(error: unknown): Promise<void> {
    const { clock, logger } = this.#parts
    logger(`the watch of etcd was lost and is taken up again: ${(error as Error).message}`)
    try {
      if (error instanceof CompactedError) {
        await this.#load()
        this.#watchers.fail(error)
      }
      await sleep(clock, pauseMs, this.#stop.signal)
    } catch (failure) {
      if (!this.#stop.signal.aborted) logger(`etcd cannot be read: ${(failure as Error).message}`)
    }
  }

  #receive(response: WatchResponse): void {
    const { keys } = this.#parts
    const changes: Change[] = []
    for (const change of this.#events.changes(response)) {
      this.#apply(change)
      changes.push(change)
    }
    const last = response.events.at(-1)?.kv.modRevision
    // Without events it is a sign of life, sent only when everything before it has been.
    const seen = last ?? (response.created ? undefined : response.header.revision)
    if (seen !== undefined) this.#seen = Math.max(this.#seen, keys.revisionOf(seen))
    if (last !== undefined) this.#publish(changes, keys.revisionOf(last))
  }

  #apply(change: Change): void {
    if (change.item) this.#state.set(change.key, change.item)
    else this.#state.delete(change.key)
  }

  #publish(changes: readonly Change[], revision: number): void {
    this.#recent.add(changes)
    this.#applied = revision
    if (changes.length > 0) this.#watchers.tell(Object.freeze(changes))
    this.#told = revision
    this.#waiters.reached(revision)
  }

  async *#readPast(span: Span, holds: (key: string) => boolean): AsyncGenerator<Change> {
    try {
      yield* readPast(this.#parts, span, holds)
    } catch (error) {
      if (error instanceof CompactedError) this.compactedUpTo(error.compactedRevision)
      throw error
    }
  }
}
