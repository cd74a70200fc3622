import {
  expired,
  type FieldError,
  forbiddenField,
  invalidObject,
  notSupported,
  queryFlag,
} from '@knarr/machinery'
import { CompactedError, type Item, type WatchCache } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import type { CustomKind } from '../crd/custom-kind.ts'
import { parseRevision } from '../registry/list-objects.ts'
import { collectionPrefix, objectKey } from '../registry/object-keys.ts'
import { type ObjectSelector, objectSelectorOf } from '../registry/object-selector.ts'
import { reachRevision } from '../registry/reach-revision.ts'
import { failedStream, WatchStream } from '../watch/watch-stream.ts'
import { type Endpoint, type ResourceCall, representationOf } from './resource-call.ts'

/** GET with `watch=true`: a stream of events, after what is there already where the client asks for that. */
export const watchEndpoint: Endpoint = async (call) => {
  const { parts, request, resource } = call
  const { custom } = resource
  const representation = representationOf({ request, resource })
  const options = watchOptionsOf(call)
  const cache = await parts.caches.of(resource.storage)
  const keyPrefix = keyPrefixOf(call, options.selector)
  await freshEnough(call, options)
  const { after, initial } = await startOf(cache, keyPrefix, { options, custom })
  try {
    const stream = new WatchStream({
      clock: parts.clock,
      watch: (listener, failed) => cache.watch({ after, keyPrefix }, listener, failed),
      after,
      initial,
      selector: options.selector,
      prepare: custom?.prepare,
      sendsBookmarks: options.allowBookmarks,
      endsInitialEvents: options.sendInitialEvents === true && options.allowBookmarks,
      timeoutMs: options.timeoutMs,
    })
    parts.watches.add(stream)
    const end = (): void => stream.close()
    request.signal.addEventListener('abort', end, { once: true })
    custom?.retired.addEventListener('abort', end, { once: true })
    return { kind: 'watch', code: 200, resource, stream, representation }
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error
    const tooOld = expired(`too old resource version: ${after} (${error.compactedRevision})`)
    if (request.body.kind === 'value') throw tooOld
    return { kind: 'watch', code: 200, resource, stream: failedStream(tooOld), representation }
  }
}

interface WatchOptions {
  readonly selector: ObjectSelector
  readonly allowBookmarks: boolean
  /** Undefined: the old way, by resourceVersion. */
  readonly sendInitialEvents: boolean | undefined
  readonly revision: number
  /** No revision is named: what there is now is meant. */
  readonly isNewest: boolean
  readonly timeoutMs: number
}

function watchOptionsOf({ parts, request, info, resource }: ResourceCall): WatchOptions {
  const { query } = request
  const errors = watchOptionErrors(query)
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const selector = objectSelectorOf(query, resource.strategy)
  return {
    selector: info.name && !selector.name ? onlyNamed(selector, info.name) : selector,
    allowBookmarks: queryFlag(query.get('allowWatchBookmarks')),
    sendInitialEvents: query.has('sendInitialEvents') ? queryFlag(query.get('sendInitialEvents')) : undefined,
    revision: parseRevision(query.get('resourceVersion') ?? ''),
    isNewest: !query.get('resourceVersion'),
    timeoutMs: seconds > 0 ? seconds * 1000 : parts.minRequestTimeoutMs * (1 + parts.random.next()),
  }
}

/** The old form `/watch/pods/name` and `pods/name?watch=true`. */
function onlyNamed(selector: ObjectSelector, name: string): ObjectSelector {
  const matches: ObjectSelector['matches'] = (object) =>
    object.metadata.name === name && selector.matches(object)
  return { isEverything: false, name, matches }
}

const matchField = 'resourceVersionMatch'

function watchOptionErrors(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = []
  const match = query.get(matchField) ?? ''
  const asksInitialEvents = query.has('sendInitialEvents')
  if (asksInitialEvents && match !== 'NotOlderThan') {
    errors.push(
      forbiddenField(matchField, `sendInitialEvents requires setting ${matchField} to NotOlderThan`),
    )
  }
  if (!match) return errors
  if (!asksInitialEvents) {
    errors.push(
      forbiddenField(matchField, `${matchField} is forbidden for watch unless sendInitialEvents is provided`),
    )
  }
  if (match !== 'NotOlderThan') errors.push(notSupported(matchField, match, ['NotOlderThan']))
  if (query.get('continue')) {
    errors.push(forbiddenField(matchField, `${matchField} is forbidden when continue is provided`))
  }
  return errors
}

/** The keys watched: the collection's, or the one key that the selector leaves of it. */
function keyPrefixOf({ info, resource }: ResourceCall, { name }: ObjectSelector): string {
  const { storage } = resource
  if (!name || (storage.namespaced && !info.namespace)) return collectionPrefix(storage, info.namespace)
  return objectKey(storage, { namespace: info.namespace, name })
}

/** Lets the cache catch up with what the client may know from another server. */
async function freshEnough(
  { parts }: ResourceCall,
  { revision, isNewest, sendInitialEvents }: WatchOptions,
): Promise<void> {
  if (isNewest) await parts.registry.store.newest()
  else if (sendInitialEvents) await reachRevision(parts.registry, revision)
}

interface Start {
  readonly options: WatchOptions
  readonly custom: CustomKind | undefined
}

/** Where the watch begins, and what it shows before. */
async function startOf(
  cache: WatchCache,
  keyPrefix: string,
  { options: { revision, sendInitialEvents, selector }, custom }: Start,
): Promise<{ after: number; initial: readonly Item[] }> {
  const showsState = sendInitialEvents ?? revision === 0
  if (!showsState) return { after: revision || cache.revision, initial: [] }
  const { items, revision: after } = cache.snapshot(keyPrefix)
  await custom?.prepare?.(items.map(objectOf))
  if (selector.isEverything) return { after, initial: items }
  return { after, initial: items.filter((item) => selector.matches(objectOf(item))) }
}
