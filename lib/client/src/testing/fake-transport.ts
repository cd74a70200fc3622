import {
  type Clock,
  type Draft,
  deepFreeze,
  type KubeObject,
  keyOf,
  keyText,
  methodNotSupported,
  type Random,
  StatusError,
  seededRandom,
  VirtualClock,
} from '@knarr/machinery'
import type { ApiRequest, Transport, WatchEvent } from '../transport.ts'
import { applyFakePatch } from './fake-patch.ts'
import { answerScale } from './fake-scale.ts'
import { selectionOf } from './fake-selection.ts'
import { FakeStore } from './fake-store.ts'
import { collectionOf, type FakeTarget, targetOf } from './fake-target.ts'
import { bookmark, eventOf, FakeWatch } from './fake-watch.ts'
import {
  createObject,
  deleteObject,
  type FakeDeleteOptions,
  type FakeWorld,
  findObject,
  postToSubresource,
  storeObject,
  updateObject,
} from './fake-writes.ts'

export interface FakeTransportOptions {
  readonly clock?: Clock
  readonly random?: Random
  /** Deleting a pod that is on a node only marks it, until it is deleted with a grace period of 0. */
  readonly gracefulPods?: boolean
  /** Whether watches may ask for the list as initial events; refused with 422 otherwise. */
  readonly streamsLists?: boolean
}

/**
 * A small API server in memory for unit tests: any resource, no validation, no defaults, no admission. It
 * has revisions, optimistic locks, selectors, pages, watches, finalizers, bindings and evictions.
 */
export class FakeTransport implements Transport {
  readonly #world: FakeWorld
  readonly #streamsLists: boolean
  readonly #watches = new Set<FakeWatch>()
  readonly #hooks: ((request: ApiRequest) => void | Promise<void>)[] = []
  /** Everything that was asked for, in order. */
  readonly requests: ApiRequest[] = []

  constructor(options: FakeTransportOptions = {}) {
    const { clock = new VirtualClock(), random = seededRandom(1), gracefulPods = false } = options
    this.#world = { store: new FakeStore(), clock, random, gracefulPods }
    this.#streamsLists = options.streamsLists ?? true
  }

  get revision(): string {
    return String(this.#world.store.revision)
  }

  /** How many watches are open. */
  get openWatches(): number {
    return this.#watches.size
  }

  /** Requests that write: what most tests want to look at. */
  get writes(): readonly ApiRequest[] {
    return this.requests.filter(({ method }) => method !== 'GET')
  }

  /** Runs before every request from now on; what it throws is the answer. Returns how to take it away. */
  intercept(hook: (request: ApiRequest) => void | Promise<void>): () => void {
    this.#hooks.push(hook)
    return () => {
      const index = this.#hooks.indexOf(hook)
      if (index >= 0) this.#hooks.splice(index, 1)
    }
  }

  /** Forgets old revisions: watches from before now are answered with 410. */
  compact(): void {
    this.#world.store.compact()
  }

  /** Ends every watch, as a server that goes away or times them out. */
  closeWatches(): void {
    for (const watch of [...this.#watches]) watch.close()
  }

  /** Sends an ERROR event to every watch, and leaves it to the readers to go. */
  failWatches({ status }: StatusError): void {
    for (const watch of this.#watches) watch.push({ type: 'ERROR', object: status })
  }

  async request<T>(request: ApiRequest): Promise<T> {
    await this.#begin(request)
    return deepFreeze(this.#answer(request, targetOf(request.path))) as T
  }

  async watch<T>(request: ApiRequest): Promise<AsyncIterable<readonly WatchEvent<T>[]>> {
    await this.#begin(request)
    const target = targetOf(request.path)
    const { query = {}, signal } = request
    const initial = this.#initialEvents(target, query)
    const selects = selectionOf(target, query)
    const stop = this.#world.store.onChange((change) => {
      if (change.collection === collectionOf(target)) watch.push(...eventOf(change, selects))
    })
    const watch = new FakeWatch(() => {
      stop()
      timer?.cancel()
      this.#watches.delete(watch)
      signal?.removeEventListener('abort', close)
    })
    const close = (): void => watch.close()
    const seconds = Number(query.timeoutSeconds ?? 0)
    const timer = seconds > 0 ? this.#world.clock.after(seconds * 1000, close) : undefined
    signal?.addEventListener('abort', close, { once: true })
    this.#watches.add(watch)
    watch.push(...initial)
    return watch as AsyncIterable<readonly WatchEvent<unknown>[]> as AsyncIterable<readonly WatchEvent<T>[]>
  }

  async #begin(request: ApiRequest): Promise<void> {
    request.signal?.throwIfAborted()
    this.requests.push(request)
    for (const hook of [...this.#hooks]) await hook(request)
    request.signal?.throwIfAborted()
  }

  #initialEvents(target: FakeTarget, query: Readonly<Record<string, string>>): WatchEvent[] {
    const { store } = this.#world
    const { resourceVersion = '', sendInitialEvents } = query
    const selects = selectionOf(target, query)
    const streamed = sendInitialEvents === 'true'
    if (streamed && (!this.#streamsLists || query.resourceVersionMatch !== 'NotOlderThan')) throw refused
    if (!streamed && resourceVersion !== '' && resourceVersion !== '0') {
      const changes = store.changesSince(collectionOf(target), Number(resourceVersion))
      return changes.flatMap((change) => eventOf(change, selects))
    }
    const objects = store.list(collectionOf(target)).filter(selects)
    const events: WatchEvent[] = objects.map((object) => ({ type: 'ADDED', object }))
    if (!streamed) return events
    const { apiVersion = 'v1', kind = '' } = objects[0] ?? {}
    return [
      ...events,
      bookmark({ apiVersion, kind }, store.revision, { 'k8s.io/initial-events-end': 'true' }),
    ]
  }

  #answer(request: ApiRequest, target: FakeTarget): unknown {
    const { method } = request
    if (method === 'POST') return this.#create(request, target)
    if (target.subresource === 'scale') return answerScale(this.#world, target, request)
    if (method === 'GET') return target.name ? findObject(this.#world, target) : this.#list(request, target)
    if (method === 'DELETE') return this.#delete(request, target)
    return this.#update(request, target)
  }

  #update(request: ApiRequest, target: FakeTarget): unknown {
    const { method, body, contentType = 'application/json', query } = request
    if (!target.name) throw methodNotSupported(target, method.toLowerCase())
    if (isApply(request) && !this.#find(target)) return this.#create(request, target)
    const old = findObject(this.#world, target)
    const next = method === 'PATCH' ? applyFakePatch(old, contentType, body) : body
    const updated = updateObject(target, old, next as KubeObject)
    return query?.dryRun ? updated : storeObject(this.#world, target, updated)
  }

  #find(target: FakeTarget): KubeObject | undefined {
    return this.#world.store.get(collectionOf(target), keyText(target))
  }

  #create({ body, query }: ApiRequest, target: FakeTarget): unknown {
    if (target.subresource) return postToSubresource(this.#world, target, body)
    const object = createObject(this.#world, target, body as Draft<KubeObject>)
    return query?.dryRun ? object : storeObject(this.#world, target, object)
  }

  #delete({ body = {}, query }: ApiRequest, target: FakeTarget): unknown {
    const options = body as FakeDeleteOptions
    if (target.name) return deleteObject(this.#world, target, options)
    const selects = selectionOf(target, query)
    const doomed = this.#world.store.list(collectionOf(target)).filter(selects)
    for (const object of doomed) deleteObject(this.#world, { ...target, ...keyOf(object) }, options)
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }
  }

  #list({ query = {} }: ApiRequest, target: FakeTarget): unknown {
    const { store } = this.#world
    const from = Number(query.continue ?? 0)
    const all = store.list(collectionOf(target)).filter(selectionOf(target, query))
    const end = query.limit ? from + Number(query.limit) : all.length
    const isLast = end >= all.length
    const more = isLast ? {} : { continue: String(end), remainingItemCount: all.length - end }
    const apiVersion = target.group ? `${target.group}/${target.version}` : target.version
    const metadata = { resourceVersion: this.revision, ...more }
    return { kind: `${all[0]?.kind ?? ''}List`, apiVersion, metadata, items: all.slice(from, end) }
  }
}

function isApply({ contentType }: ApiRequest): boolean {
  return contentType === 'application/apply-patch+yaml'
}

const refused = new StatusError({
  reason: 'Invalid',
  code: 422,
  message:
    'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
})
