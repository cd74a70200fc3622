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
  /** Only endpoints of this topology zone: `ZONE.pin._zone.` and `ZONE.prefer._zone.` before the service's name. */
  readonly zone?: ZoneSelector
}

export interface ZoneSelector {
  readonly name: string
  /** Where the zone has none, all endpoints are. */
  readonly isPreference: boolean
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
  const zone = zoneSelector(rest)
  if (zone) return { ...named, zone }
  if (rest.length > 2 || !first.startsWith('_') || !second.startsWith('_')) return undefined
  return { ...named, port: first.slice(1), protocol: second.slice(1) }
}

const zoneLabel = '_zone'

/** A zone's name may have dots of its own. */
function zoneSelector(labels: readonly string[]): ZoneSelector | undefined {
  const [directive, marker] = labels.slice(-2)
  if (labels.length < 3 || marker !== zoneLabel || (directive !== 'pin' && directive !== 'prefer'))
    return undefined
  return { name: labels.slice(0, -2).join('.'), isPreference: directive === 'prefer' }
}
