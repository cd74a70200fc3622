import type { RequestInfo } from '../request/request-info.ts'
import type { ServerRequest } from '../request/server-request.ts'

const methodOfVerb: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'LIST'],
  ['watch', 'WATCH'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETECOLLECTION'],
])
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const connecting: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy'])

/** The verb as upstream's metrics have it: the method for writes, `APPLY` for a patch of that kind. */
export function metricVerb({ info, headers, method }: ServerRequest): string {
  if (!info.isResourceRequest) return methods.has(method) ? method : 'other'
  if (connecting.has(info.subresource)) return 'CONNECT'
  if (info.verb === 'patch' && headers['content-type']?.startsWith('application/apply-patch')) return 'APPLY'
  return methodOfVerb.get(info.verb) ?? 'other'
}

/** How much of the cluster a request is about. */
export function metricScope({ isResourceRequest, name, namespace, verb }: RequestInfo): string {
  if (name || verb === 'create') return 'resource'
  if (namespace) return 'namespace'
  return isResourceRequest ? 'cluster' : ''
}

/** `All`, or nothing: there is no other dry run. */
export function metricDryRun({ query }: ServerRequest): string {
  return query.get('dryRun') ? 'All' : ''
}
