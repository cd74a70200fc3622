import { parseFieldSelector, queryFlag } from '@knarr/machinery'

type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

/** What a URL and a method ask for: upstream's `RequestInfo`, by which requests are authorised and routed. */
export interface RequestInfo {
  readonly isResourceRequest: boolean
  readonly path: string
  /** An API verb for resources, the method in lower case for the rest. */
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  /** What follows the subresource: the path a proxy passes on. */
  readonly rest: string
}

/** Subresources of a namespace itself; every other path below a namespace names a resource in it. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize'])

const verbOfMethod: Readonly<Record<string, Verb>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** Reads `/api/v1/namespaces/a/pods/b/status` and its like; anything else is not a resource request. */
export function requestInfoOf(method: string, path: string, query: URLSearchParams): RequestInfo {
  const parts = partsOf(path)
  const isGrouped = parts[0] === 'apis'
  const first = isGrouped ? 3 : 2
  if (!(isGrouped || parts[0] === 'api') || parts.length <= first) return nonResourceInfo(method, path)
  const group = isGrouped ? (parts[1] as string) : ''
  const version = parts[first - 1] as string
  const isOldWatch = parts[first] === 'watch'
  const {
    namespace,
    resource,
    name: named,
    subresource,
    rest,
  } = targetOf(parts, isOldWatch ? first + 1 : first)
  const verb = isOldWatch ? 'watch' : verbFor(method, named, query)
  const name = named || namedBySelector(verb, query)
  return { isResourceRequest: true, path, verb, group, version, namespace, resource, subresource, name, rest }
}

/** What stands between the slashes, decoded from the group on. */
function partsOf(path: string): string[] {
  const parts = path.split('/').filter(isThere)
  if (!path.includes('%')) return parts
  const first = parts[0] === 'apis' ? 3 : 2
  return parts.map((part, index) => (index < first ? part : decodePart(part)))
}

const isThere = (part: string): boolean => part !== ''

function nonResourceInfo(method: string, path: string): RequestInfo {
  const none = { group: '', version: '', namespace: '', resource: '', subresource: '', name: '', rest: '' }
  return { isResourceRequest: false, path, verb: method.toLowerCase(), ...none }
}

type Target = Pick<RequestInfo, 'namespace' | 'resource' | 'subresource' | 'name' | 'rest'>

function targetOf(parts: readonly string[], first: number): Target {
  const isBelowNamespaces = parts[first] === 'namespaces'
  const namespace = isBelowNamespaces ? (parts[first + 1] ?? '') : ''
  const third = isBelowNamespaces ? (parts[first + 2] ?? '') : ''
  const at = third !== '' && !namespaceSubresources.has(third) ? first + 2 : first
  const rest = parts.length > at + 3 ? parts.slice(at + 3).join('/') : ''
  const [resource = '', name = '', subresource = ''] = [parts[at], parts[at + 1], parts[at + 2]]
  return { namespace, resource, name, subresource, rest }
}

function verbFor(method: string, name: string, query: URLSearchParams): string {
  const verb = verbOfMethod[method] ?? ''
  if (verb === 'delete' && !name) return 'deletecollection'
  if (verb !== 'get' || (name && !queryFlag(query.get('watch')))) return verb
  return queryFlag(query.get('watch')) ? 'watch' : 'list'
}

/** A list or watch of one name is authorised as access to that name. */
function namedBySelector(verb: string, query: URLSearchParams): string {
  const selector = query.get('fieldSelector')
  if (!selector || !['list', 'watch', 'deletecollection'].includes(verb)) return ''
  try {
    return parseFieldSelector(selector).exactValue('metadata.name') ?? ''
  } catch {
    return ''
  }
}

function decodePart(part: string): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
