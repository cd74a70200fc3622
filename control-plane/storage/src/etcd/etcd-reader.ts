import { type GrpcError, grpcCode } from '@knarr/rpc'
import { changeOf, type Span } from '../mvcc/log-reader.ts'
import { type Change, CompactedError, type Item, type Origin } from '../store.ts'
import type { EtcdClient } from './etcd-client.ts'
import type { EtcdKeys } from './etcd-keys.ts'
import type { EtcdEvent, RangeRequest, RangeResponse, WatchResponse } from './etcd-messages.ts'
import { decodeItem, decodeOrigin } from './etcd-record.ts'

/** Who is named where etcd itself, or somebody beside the store, made a revision. */
const unknownWriter = 'etcd'
const pageSize = 1000

export function isCompacted(error: unknown): boolean {
  const { code, message } = error as GrpcError
  return code === grpcCode.outOfRange && /compacted/.test(message)
}

/** All key-values of a range at one revision (etcd's numbers), page by page. */
export async function* readPages(client: EtcdClient, range: RangeRequest): AsyncGenerator<RangeResponse> {
  let { key } = range
  let revision = range.revision
  for (;;) {
    const page = await client.range({ ...range, key, limit: pageSize, ...(revision ? { revision } : {}) })
    revision ??= page.header.revision
    yield page
    const last = page.kvs.at(-1)
    if (!page.more || !last) return
    key = Buffer.concat([last.key, Buffer.from([0])])
  }
}

/** Turns etcd's events into changes, in the store's names and revisions. */
export class EventReader {
  readonly #keys: EtcdKeys
  readonly #previousOf: (event: EtcdEvent, key: string) => Item | undefined
  readonly #ignored: (error: unknown) => void

  constructor(
    keys: EtcdKeys,
    previousOf: (event: EtcdEvent, key: string) => Item | undefined,
    ignored: (error: unknown) => void = () => {},
  ) {
    this.#keys = keys
    this.#previousOf = previousOf
    this.#ignored = ignored
  }

  /** The events of a response come in the order of revisions, all of one revision in one response. */
  *changes({ events }: WatchResponse): Generator<Change> {
    const origins = new Map<number, Origin>()
    for (const { kv } of events) {
      if (Buffer.compare(kv.key, this.#keys.head) === 0) origins.set(kv.modRevision, decodeOrigin(kv.value))
    }
    for (const event of events) {
      const key = this.#keys.nameOf(event.kv.key)
      if (this.#keys.isReserved(key)) continue
      const origin = origins.get(event.kv.modRevision) ?? { writer: unknownWriter, atMs: 0 }
      const change = this.#changeOf(event, key, origin)
      if (change) yield change
    }
  }

  #changeOf(event: EtcdEvent, key: string, origin: Origin): Change | undefined {
    try {
      const item = event.type === 'PUT' ? decodeItem(key, this.#keys.translated(event.kv)) : undefined
      const previous = this.#previousOf(event, key)
      if (!item && !previous) return undefined
      const revision = this.#keys.revisionOf(event.kv.modRevision)
      return changeOf({ revision, key, item, previousRevision: 0, origin }, previous)
    } catch (error) {
      this.#ignored(error)
      return undefined
    }
  }
}

/** The changes of a span that is over, as etcd keeps them. @throws CompactedError */
export async function* readPast(
  { client, keys }: { client: EtcdClient; keys: EtcdKeys },
  { after, upTo }: Span,
  wanted: (key: string) => boolean,
): AsyncGenerator<Change> {
  const reader = new EventReader(keys, ({ prevKv: kv }, key) => kv && decodeItem(key, keys.translated(kv)))
  for await (const response of responses(client, keys, after)) {
    if (response.canceled) throw lost(response, keys, after)
    yield* reader.changes(response).filter(({ key, revision }) => revision <= upTo && wanted(key))
    const last = response.events.at(-1)
    if (last && keys.revisionOf(last.kv.modRevision) >= upTo) return
  }
}

/** Why etcd ended a watch. */
export function lost(response: WatchResponse, keys: EtcdKeys, after: number): Error {
  const { compactRevision, cancelReason } = response
  if (compactRevision > 0) return new CompactedError(after, keys.revisionOf(compactRevision))
  return new Error(`etcd ended the watch: ${cancelReason || 'no reason given'}`)
}

async function* responses(client: EtcdClient, keys: EtcdKeys, after: number): AsyncGenerator<WatchResponse> {
  const stop = new AbortController()
  const arrived: WatchResponse[] = []
  let wake = Promise.withResolvers<void>()
  const request = { ...keys.all, startRevision: keys.etcdRevisionOf(after) + 1, prevKv: true }
  const ended = client.watch(
    request,
    (response) => {
      arrived.push(response)
      wake.resolve()
    },
    stop.signal,
  )
  ended.then(
    () => wake.resolve(),
    (error: unknown) => wake.reject(error),
  )
  wake.promise.catch(() => {})
  try {
    for (;;) {
      await wake.promise
      wake = Promise.withResolvers()
      ended.catch((error: unknown) => wake.reject(error))
      wake.promise.catch(() => {})
      yield* arrived.splice(0)
    }
  } finally {
    stop.abort()
  }
}
