import type { Resource } from '@knarr/api'
import {
  type Clock,
  hasReason,
  type KubeObject,
  keyOf,
  keyText,
  type Random,
  type Status,
  StatusError,
  sleep,
} from '@knarr/machinery'
import type { Client, WatchOptions } from '../client.ts'
import { ExponentialBackoff } from '../exponential-backoff.ts'
import type { Logger } from '../logger.ts'
import type { WatchEvent } from '../transport.ts'
import { listAll } from './list-all.ts'

/** What a reflector keeps current. */
export interface ReflectorStore<T> {
  put(object: T): void
  delete(object: T): void
  /** Everything there is now; what is not among it is gone. */
  replace(objects: readonly T[]): void
}

export interface ReflectorOptions<T extends KubeObject> {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger
  readonly resource: Resource<T>
  readonly fieldSelector?: string
  readonly store: ReflectorStore<T>
}

/** `again`: watch on from the last revision; `relist`: what was missed must be listed. */
type WatchOutcome = 'again' | 'relist'

const initialEventsEnd = 'k8s.io/initial-events-end'
const minWatchTimeoutSeconds = 300

/**
 * Mirrors one resource into a store by list and watch, as client-go's Reflector: streams the first list
 * where the server can, resumes from the last revision seen, relists when that is gone, backs off on errors.
 */
export class Reflector<T extends KubeObject> {
  readonly #options: ReflectorOptions<T>
  readonly #listBackoff: ExponentialBackoff
  readonly #watchBackoff: ExponentialBackoff
  #revision = ''
  #revisionIsGone = false
  #streamsLists = true
  #signal: AbortSignal = AbortSignal.abort()

  constructor(options: ReflectorOptions<T>) {
    this.#options = options
    const backoff = { initialMs: 800, maxMs: 30_000, factor: 2, jitterFactor: 1, resetAfterMs: 120_000 }
    this.#listBackoff = new ExponentialBackoff(backoff, options)
    this.#watchBackoff = new ExponentialBackoff(backoff, options)
  }

  /** The revision up to which the store is known to be current. */
  get lastRevision(): string {
    return this.#revision
  }

  /** Runs until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal
    while (!signal.aborted) {
      try {
        await this.#listAndWatch()
      } catch (error) {
        if (!signal.aborted) this.#warn('failed to list', error)
      }
      await this.#pause(this.#listBackoff)
    }
  }

  async #listAndWatch(): Promise<void> {
    const stream = this.#streamsLists ? await this.#streamList() : undefined
    if (stream) {
      if ((await this.#follow(stream)) === 'relist') return
    } else if (!this.#signal.aborted) await this.#list()
    while (!this.#signal.aborted && (await this.#watch()) === 'again') {}
  }

  /** Lists page by page; retries at once from the newest state if the wanted revision is not to be had. */
  async #list(): Promise<void> {
    const { client, resource, fieldSelector } = this.#options
    const resourceVersion = this.#revisionIsGone ? '' : this.#revision || '0'
    const options = { fieldSelector, signal: this.#signal }
    let list: Awaited<ReturnType<typeof listAll<T>>>
    try {
      list = await listAll(client, resource, { ...options, resourceVersion })
    } catch (error) {
      if (!isGone(error) && !isTooLargeRevision(error)) throw error
      this.#revisionIsGone = true
      list = await listAll(client, resource, options)
    }
    this.#replace(list.items, list.resourceVersion)
  }

  /**
   * Asks for the list as a stream of events. Undefined if the server does not do that: what it refuses
   * for good is not asked for again.
   */
  async #streamList(): Promise<AsyncIterator<readonly WatchEvent<T>[]> | undefined> {
    const resourceVersion = this.#revisionIsGone ? '' : this.#revision
    const initial = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } as const
    try {
      const events = await this.#open({ resourceVersion, ...initial })
      if (await this.#readInitial(events)) return events
    } catch (error) {
      this.#afterStreamError(error)
    }
    return undefined
  }

  /** Reads up to the end of the list into the store; false if the stream ended before that. */
  async #readInitial(events: AsyncIterator<readonly WatchEvent<T>[]>): Promise<boolean> {
    const initial = new Map<string, T>()
    try {
      for (let batch = await events.next(); !batch.done; batch = await events.next()) {
        const end = collectInitial(initial, batch.value)
        if (!end) continue
        this.#replace([...initial.values()], end.revision)
        this.#apply(end.rest)
        return true
      }
    } catch (error) {
      await events.return?.()
      throw error
    }
    return false
  }

  #afterStreamError(error: unknown): void {
    if (this.#signal.aborted) return
    if (isGone(error) || isTooLargeRevision(error)) this.#revisionIsGone = true
    if (!isRefusal(error)) throw error
    this.#streamsLists = false
  }

  async #watch(): Promise<WatchOutcome> {
    try {
      return await this.#follow(await this.#open({ resourceVersion: this.#revision }))
    } catch (error) {
      return this.#afterWatchError(error)
    }
  }

  #open(options: WatchOptions): Promise<AsyncIterator<readonly WatchEvent<T>[]>> {
    const { client, resource, fieldSelector, random } = this.#options
    const timeoutSeconds = Math.floor(minWatchTimeoutSeconds * (1 + random.next()))
    const common = { fieldSelector, timeoutSeconds, allowWatchBookmarks: true, signal: this.#signal }
    return client.watch(resource, { ...common, ...options }).then((events) => events[Symbol.asyncIterator]())
  }

  /** Applies events until the server closes the watch. */
  async #follow(events: AsyncIterator<readonly WatchEvent<T>[]>): Promise<WatchOutcome> {
    const { clock } = this.#options
    const startedAt = clock.now()
    let count = 0
    try {
      for (let batch = await events.next(); !batch.done; batch = await events.next()) {
        count += batch.value.length
        this.#apply(batch.value)
        if (count > 0) this.#watchBackoff.reset()
      }
    } catch (error) {
      await events.return?.()
      return this.#afterWatchError(error)
    }
    return count === 0 && clock.now() - startedAt < 1000 ? 'relist' : 'again'
  }

  async #afterWatchError(error: unknown): Promise<WatchOutcome> {
    if (this.#signal.aborted) return 'relist'
    if (isGone(error)) {
      this.#revisionIsGone = true
      return 'relist'
    }
    this.#warn('watch failed', error)
    if (!isPassing(error)) return 'relist'
    await this.#pause(this.#watchBackoff)
    return 'again'
  }

  #apply(events: readonly WatchEvent<T>[]): void {
    const { store } = this.#options
    for (const { type, object } of events) {
      if (type === 'ERROR') throw errorOf(object)
      if (type === 'ADDED' || type === 'MODIFIED') store.put(object)
      if (type === 'DELETED') store.delete(object)
      this.#revision = object.metadata.resourceVersion
    }
  }

  #replace(items: readonly T[], revision: string): void {
    this.#options.store.replace(items)
    this.#revision = revision
    this.#revisionIsGone = false
  }

  async #pause(backoff: ExponentialBackoff): Promise<void> {
    await sleep(this.#options.clock, backoff.next(), this.#signal).catch(() => {})
  }

  #warn(message: string, error: unknown): void {
    const { logger, resource } = this.#options
    logger?.warn(`reflector: ${message}`, { resource: resource.plural, err: error })
  }
}

interface InitialEnd<T> {
  readonly revision: string
  /** What came in the same batch after the end of the list. */
  readonly rest: readonly WatchEvent<T>[]
}

function collectInitial<T extends KubeObject>(
  initial: Map<string, T>,
  events: readonly WatchEvent<T>[],
): InitialEnd<T> | undefined {
  for (const [index, { type, object }] of events.entries()) {
    if (type === 'ERROR') throw errorOf(object)
    if (type === 'BOOKMARK' && object.metadata.annotations?.[initialEventsEnd] === 'true') {
      return { revision: object.metadata.resourceVersion, rest: events.slice(index + 1) }
    }
    if (type === 'ADDED' || type === 'MODIFIED') initial.set(keyText(keyOf(object)), object)
    if (type === 'DELETED') initial.delete(keyText(keyOf(object)))
  }
  return undefined
}

function errorOf(object: unknown): StatusError {
  const status = object as Partial<Status>
  return new StatusError({ ...status, message: status.message ?? 'the watch ended with an error' })
}

function isGone(error: unknown): boolean {
  return hasReason(error, 'Expired') || hasReason(error, 'Gone')
}

function isTooLargeRevision(error: unknown): boolean {
  if (!hasReason(error, 'Timeout')) return false
  return error.status.details?.causes?.some(({ reason }) => reason === 'ResourceVersionTooLarge') ?? false
}

/** The server does not know how to stream a list, now or later. */
function isRefusal(error: unknown): boolean {
  return (['Invalid', 'BadRequest', 'MethodNotAllowed', 'NotAcceptable'] as const).some((reason) =>
    hasReason(error, reason),
  )
}

/** Worth trying the same watch again: the server was busy or away. */
function isPassing(error: unknown): boolean {
  return (['TooManyRequests', 'ServiceUnavailable', 'InternalError', 'ServerTimeout'] as const).some(
    (reason) => hasReason(error, reason),
  )
}
