import { parseFieldSelector } from '@knarr/machinery'

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
  const nonResource = nonResourceInfo(method, path)
  const parts = path.split('/').filter((part) => part !== '')
  const grouped = parts[0] === 'apis'
  if (!(grouped || parts[0] === 'api') || parts.length < (grouped ? 4 : 3)) return nonResource
  const group = grouped ? (parts[1] as string) : ''
  const version = parts[grouped ? 2 : 1] as string
  const below = parts.slice(grouped ? 3 : 2)
  const isOldWatch = below[0] === 'watch'
  if (isOldWatch) below.shift()
  const target = targetOf(below.map(decodePart))
  const verb = isOldWatch ? 'watch' : verbFor(method, target.name, query)
  const name = target.name || namedBySelector(verb, query)
  return { isResourceRequest: true, path, verb, group, version, ...target, name }
}

function nonResourceInfo(method: string, path: string): RequestInfo {
  const none = { group: '', version: '', namespace: '', resource: '', subresource: '', name: '', rest: '' }
  return { isResourceRequest: false, path, verb: method.toLowerCase(), ...none }
}

type Target = Pick<RequestInfo, 'namespace' | 'resource' | 'subresource' | 'name' | 'rest'>

function targetOf(parts: readonly string[]): Target {
  const [first = '', second = '', third = ''] = parts
  const isInNamespace = first === 'namespaces' && third !== '' && !namespaceSubresources.has(third)
  const namespace = first === 'namespaces' ? second : ''
  const [resource = '', name = '', subresource = '', ...rest] = isInNamespace ? parts.slice(2) : parts
  return { namespace, resource, name, subresource, rest: rest.join('/') }
}

function verbFor(method: string, name: string, query: URLSearchParams): string {
  const verb = verbOfMethod[method] ?? ''
  if (verb === 'delete' && !name) return 'deletecollection'
  if (verb !== 'get' || (name && !isTrue(query.get('watch')))) return verb
  return isTrue(query.get('watch')) ? 'watch' : 'list'
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

/** Go's `strconv.ParseBool`, with an empty parameter counting as set as upstream's conversion has it. */
export function isTrue(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && !['0', 'f', 'false', 'F', 'FALSE', 'False'].includes(value)
}
