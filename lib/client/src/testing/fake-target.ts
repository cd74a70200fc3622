import { notFound } from '@knarr/machinery'

/** What a request path names. */
export interface FakeTarget {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly namespace: string
  readonly name: string
  readonly subresource: string
}

/** Reads `/apis/<group>/<version>/[namespaces/<ns>/]<plural>[/<name>[/<subresource>]]`. */
export function targetOf(path: string): FakeTarget {
  const [root = '', ...parts] = path.split('/').slice(1)
  const group = root === 'apis' ? (parts.shift() ?? '') : ''
  const version = parts.shift() ?? ''
  const ofNamespaceItself = parts[2] === 'status' || parts[2] === 'finalize'
  const scoped = parts[0] === 'namespaces' && parts.length > 2 && !ofNamespaceItself
  const [namespace = '', rest] = scoped ? [parts[1], parts.slice(2)] : ['', parts]
  const [plural = '', name = '', subresource = ''] = rest
  if ((root !== 'api' && root !== 'apis') || !plural) throw notFound({ group: '', plural: path }, '')
  return { group, version, plural, namespace, name, subresource }
}

/** The same for every version and namespace of one resource. */
export function collectionOf({ group, plural }: FakeTarget): string {
  return `${group}/${plural}`
}
