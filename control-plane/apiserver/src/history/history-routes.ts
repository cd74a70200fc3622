import { badRequest, expired } from '@knarr/machinery'
import { CompactedError, FutureRevisionError, prefixEnd, type Store, writeSnapshot } from '@knarr/storage'
import type { Authorizer } from '../authz/authorizer.ts'
import { plainJson } from '../codec/representation.ts'
import { noSuchResource } from '../endpoints/dispatch.ts'
import { requireAllowed } from '../filters/authorization.ts'
import { collectionPrefix, objectKey } from '../registry/object-keys.ts'
import { tooLargeRevision } from '../registry/reach-revision.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Answer } from '../request/answer.ts'
import { type RequestInfo, requestInfoOf } from '../request/request-info.ts'
import type { ServerRequest } from '../request/server-request.ts'
import type { Route } from '../routes/route.ts'
import { objectHistory } from './object-history.ts'
import { stateDifference } from './state-difference.ts'

export interface HistoryParts {
  /** Whose values are plain. */
  readonly store: Store
  /** The same as it is kept: a snapshot does not decrypt what is encrypted. */
  readonly kept: Store
  readonly catalog: ResourceCatalog
  readonly authorizer: Authorizer
}

const root = '/knarr/v1'

/**
 * What the log of revisions knows besides the present, for `knarr history`, `knarr diff` and `knarr snapshot`. Paths
 * of their own: only who may do anything gets there unless a role names them; reading an object needs its own right.
 */
export function historyRoutes(parts: HistoryParts): Route[] {
  return [
    route('history', (request) => historyAnswer(parts, request)),
    route('diff', (request) => differenceAnswer(parts, request)),
    route('snapshot', async () => snapshotAnswer(parts)),
  ]
}

function route(noun: string, answer: (request: ServerRequest) => Promise<Answer>): Route {
  const path = `${root}/${noun}`
  return { paths: [path], handles: (asked) => asked === path, answer }
}

/** `path` names the object as the API does. */
async function historyAnswer(parts: HistoryParts, { query, user }: ServerRequest): Promise<Answer> {
  const target = targetOf(parts, query.get('path') ?? '')
  if (!target.info.name) throw badRequest('the path of an object is needed')
  await requireAllowed(parts.authorizer, { ...target.info, user, verb: 'get' })
  const changes = await objectHistory(parts.store, target.key)
  return json({ compactedRevision: parts.store.compactedRevision, changes })
}

/** `path` names an object or a collection; without one everything is compared. */
async function differenceAnswer(parts: HistoryParts, { query, user }: ServerRequest): Promise<Answer> {
  const { store } = parts
  const path = query.get('path')
  const range = path ? await rangeOf(parts, path, user) : { from: '/registry/', to: '/registry0' }
  const before = revisionOf(query, 'from') ?? 0
  const after = revisionOf(query, 'to') ?? (await store.newest())
  try {
    return json({ from: before, to: after, changes: await stateDifference(store, range, { before, after }) })
  } catch (error) {
    if (error instanceof CompactedError) {
      throw expired(`too old resource version: ${Math.min(before, after)} (${error.compactedRevision})`)
    }
    if (error instanceof FutureRevisionError) throw tooLargeRevision(Math.max(before, after), error.current)
    throw error
  }
}

async function rangeOf(
  parts: HistoryParts,
  path: string,
  user: ServerRequest['user'],
): Promise<{ from: string; to: string }> {
  const { info, key, prefix } = targetOf(parts, path)
  await requireAllowed(parts.authorizer, { ...info, user, verb: info.name ? 'get' : 'list' })
  return info.name ? { from: key, to: `${key}\0` } : { from: prefix, to: prefixEnd(prefix) }
}

interface Target {
  readonly info: RequestInfo
  readonly key: string
  readonly prefix: string
}

function targetOf({ catalog }: HistoryParts, path: string): Target {
  const info = requestInfoOf('GET', path, new URLSearchParams())
  const resource = catalog.find(info.group, info.version, info.resource)?.strategy?.resource
  if (!info.isResourceRequest || !resource || info.subresource) throw noSuchResource()
  return { info, key: objectKey(resource, info), prefix: collectionPrefix(resource, info.namespace) }
}

function revisionOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (!text) return undefined
  if (!/^\d+$/.test(text)) throw badRequest(`${name} must be a revision, not ${JSON.stringify(text)}`)
  return Number(text)
}

function snapshotAnswer({ kept }: HistoryParts): Answer {
  return { kind: 'bytes', code: 200, contentType: 'application/x-ndjson', body: writeSnapshot(kept) }
}

function json(value: object): Answer {
  return { kind: 'value', code: 200, value, representation: plainJson }
}
