import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import { zoneOf } from '../../message/name.ts'
import type { Metadata, Query } from '../../plugin.ts'
import type { KubernetesOptions } from './kubernetes-options.ts'
import { type ClusterName, parseClusterName } from './parse-name.ts'

/** Says which pod asks, where pods are watched, and what of the cluster it asks for. */
export function describe(
  view: ClusterView,
  { pods, zones, isZonal }: Pick<KubernetesOptions, 'pods' | 'zones' | 'isZonal'>,
  { name, client }: Query,
  said: Metadata,
): void {
  const [pod] = pods === 'verified' ? view.podsAt(client.address) : []
  if (pod) {
    const { namespace = '', name: podName = '', labels = {} } = pod.metadata
    say(said, { 'client-namespace': namespace, 'client-pod-name': podName })
    for (const [key, value] of Object.entries(labels)) said.set(`kubernetes/client-label/${key}`, () => value)
  }
  const zone = zoneOf(name, zones)
  if (zone === undefined) return
  const asked = parseClusterName(name, zone)
  say(said, asked ? partsOf(asked) : { 'parse-error': 'invalid query name' })
  if (isZonal && asked) say(said, { zone: asked.kind === 'service' ? (asked.zone?.name ?? '') : '' })
}

function partsOf(asked: ClusterName): Record<string, string> {
  const { namespace, service, pod, endpoint, port, protocol } = asked as Partial<
    Record<'namespace' | 'service' | 'pod' | 'endpoint' | 'port' | 'protocol', string>
  >
  const kind = asked.kind === 'service' ? 'svc' : asked.kind === 'pod' ? 'pod' : ''
  return {
    ...{ 'port-name': port ?? '', protocol: protocol ?? '', endpoint: endpoint ?? '' },
    ...{ service: service ?? pod ?? '', namespace: namespace ?? '', kind },
  }
}

function say(said: Metadata, values: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(values)) said.set(`kubernetes/${key}`, () => value)
}
