import { labelsOf, prefixOf } from '../../message/name.ts'

/** What a name below a cluster's zone asks for, by the Kubernetes DNS specification 1.1.0. */
export type ClusterName =
  /** The zone, `svc`, `pod`: there, but without records. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'version' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly pod: string }
  | ServiceName

export interface ServiceName {
  readonly kind: 'service'
  readonly namespace: string
  readonly service: string
  readonly endpoint?: string
  readonly port?: string
  readonly protocol?: string
}

/** Reads a name in lower case; undefined when nothing can be there. */
export function parseClusterName(name: string, zone: string): ClusterName | undefined {
  const labels = labelsOf(prefixOf(name, zone))
  if (labels.length === 0) return { kind: 'empty' }
  if (labels.length === 1 && labels[0] === 'dns-version') return { kind: 'version' }
  const kind = labels.pop()
  if (kind !== 'svc' && kind !== 'pod') return undefined
  const namespace = labels.pop()
  if (namespace === undefined) return { kind: 'empty' }
  const last = labels.pop()
  if (last === undefined) return { kind: 'namespace', namespace }
  if (kind === 'pod') return labels.length === 0 ? { kind, namespace, pod: last } : undefined
  return serviceName(namespace, last, labels)
}

function serviceName(namespace: string, service: string, rest: readonly string[]): ServiceName | undefined {
  const [first, second] = rest
  const named = { kind: 'service', namespace, service } as const
  if (first === undefined) return named
  if (second === undefined) return { ...named, endpoint: first }
  if (rest.length > 2 || !first.startsWith('_') || !second.startsWith('_')) return undefined
  return { ...named, port: first.slice(1), protocol: second.slice(1) }
}
