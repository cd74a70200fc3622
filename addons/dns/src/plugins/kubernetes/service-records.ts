import type { Service } from '@knarr/api/core/v1'
import type { Endpoint, EndpointSlice } from '@knarr/api/discovery/v1'
import type { ClusterView } from '../../cluster-view/cluster-view.ts'
import { joinName } from '../../message/name.ts'
import { type ResourceRecord, recordOf } from '../../message/record.ts'
import { kubeDnsLabel, kubeDnsPriority } from './kube-dns-name.ts'
import type { KubernetesOptions } from './kubernetes-options.ts'
import type { ServiceName } from './parse-name.ts'

/** One thing a service's name leads to: an address and port below a name of its own, or another name. */
export type ServiceTarget =
  | { readonly externalName: string }
  | { readonly address: string; readonly port: number; readonly prefix: string }

/** The service, if this configuration serves it. */
export function exposedService(
  view: ClusterView,
  options: KubernetesOptions,
  { namespace, service: name }: Pick<ServiceName, 'namespace' | 'service'>,
): Service | undefined {
  const service = view.service(namespace, name)
  if (!service || !isExposed(view, options, namespace)) return undefined
  return !options.labels || options.labels.matches(service.metadata.labels ?? {}) ? service : undefined
}

/** Whether the namespace exists and is served. */
export function isExposed(view: ClusterView, options: KubernetesOptions, name: string): boolean {
  const namespace = view.namespace(name)
  if (!namespace || (options.namespaces && !options.namespaces.has(name))) return false
  return options.namespaceLabels?.matches(namespace.metadata.labels ?? {}) ?? true
}

/** Where the asked name of a service leads; nowhere means that there is no such name. */
export function targetsOf(
  view: ClusterView,
  options: KubernetesOptions,
  asked: ServiceName,
  service: Service,
): readonly ServiceTarget[] {
  const { spec } = service
  const isExternal = spec?.type === 'ExternalName'
  if (!isExternal && spec?.clusterIP === 'None')
    return asked.zone && !options.isZonal ? [] : endpointTargets(view, options, asked)
  if (asked.zone) return []
  return isExternal ? externalTargets(asked, service) : addressTargets(view, options, asked, service)
}

/** Of a service with addresses of its own. */
function addressTargets(
  ...[view, options, asked, service]: Parameters<typeof targetsOf>
): readonly ServiceTarget[] {
  if (asked.endpoint !== undefined && !options.isLikeKubeDns) return endpointTargets(view, options, asked)
  if (options.ignoresEmptyServices && !hasReadyEndpoint(view, asked)) return []
  if (options.isLikeKubeDns && asked.port === undefined) return hashedTargets(asked, service)
  const prefix = `${asked.service}.${asked.namespace}.svc`
  return (service.spec?.ports ?? [])
    .filter((port) => matches(asked, port.name, port.protocol))
    .flatMap(({ port }) => clusterIps(service).map((address) => ({ address, port, prefix })))
}

function externalTargets({ endpoint, port }: ServiceName, { spec }: Service): readonly ServiceTarget[] {
  const externalName = endpoint === undefined && port === undefined ? spec?.externalName : undefined
  return externalName ? [{ externalName }] : []
}

function clusterIps({ spec }: Service): readonly string[] {
  return spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : [])
}

/** kube-dns' names below a service for its own addresses; they say nothing of ports. */
function hashedTargets(
  { namespace, service: name, endpoint }: ServiceName,
  service: Service,
): readonly ServiceTarget[] {
  return clusterIps(service)
    .map((address) => ({ address, label: kubeDnsLabel(address) }))
    .filter(({ label }) => endpoint === undefined || endpoint === label)
    .map(({ address, label }) => ({ address, port: 0, prefix: `${label}.${name}.${namespace}.svc` }))
}

/** Where the endpoints of a service are, the ready ones and those to publish though they are not. */
export function endpointTargets(
  view: ClusterView,
  options: KubernetesOptions,
  asked: ServiceName,
): readonly ServiceTarget[] {
  if (!options.hasEndpoints) return []
  const slices = view.slicesOf(asked.namespace, asked.service)
  const { zone } = asked
  if (!zone) return targetsIn(slices, options, asked, () => true)
  const ofZone = targetsIn(slices, options, asked, (endpoint) => endpoint.zone?.toLowerCase() === zone.name)
  return ofZone.length > 0 || !zone.isPreference ? ofZone : targetsIn(slices, options, asked, () => true)
}

function targetsIn(
  slices: readonly EndpointSlice[],
  options: KubernetesOptions,
  asked: ServiceName,
  isWanted: (endpoint: Endpoint) => boolean,
): readonly ServiceTarget[] {
  const suffix = `${asked.service}.${asked.namespace}.svc`
  return slices.flatMap((slice) =>
    readyEndpoints(slice)
      .filter(isWanted)
      .flatMap((endpoint) =>
        endpoint.addresses.flatMap((address) => {
          const name = endpointName(endpoint, address, options)
          if (asked.endpoint !== undefined && asked.endpoint !== name) return []
          const ports = options.isLikeKubeDns && asked.port === undefined ? [0] : portsOf(slice, asked)
          return ports.map((port) => ({ address, port, prefix: `${name}.${suffix}` }))
        }),
      ),
  )
}

/** Undefined readiness counts as ready. */
function readyEndpoints({ endpoints }: EndpointSlice): readonly Endpoint[] {
  return (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false)
}

function portsOf({ ports }: EndpointSlice, asked: ServiceName): readonly number[] {
  if (!ports?.length) return asked.port === undefined ? [0] : []
  return ports.filter(({ name, protocol }) => matches(asked, name, protocol)).map(({ port }) => port ?? 0)
}

function matches({ port, protocol }: ServiceName, name = '', ofProtocol = 'TCP'): boolean {
  if (port === undefined) return true
  return name !== '' && port === name.toLowerCase() && protocol === ofProtocol.toLowerCase()
}

function hasReadyEndpoint(view: ClusterView, { namespace, service }: ServiceName): boolean {
  return view.slicesOf(namespace, service).some((slice) => readyEndpoints(slice).length > 0)
}

/** An endpoint's own label: its hostname, its pod's name where asked for, else its address with dashes. */
export function endpointName(
  endpoint: Endpoint,
  address: string,
  { usesPodNames, isLikeKubeDns }: Pick<KubernetesOptions, 'usesPodNames' | 'isLikeKubeDns'>,
): string {
  if (endpoint.hostname) return endpoint.hostname.toLowerCase()
  const pod = endpoint.targetRef?.name
  if (usesPodNames && pod && pod.length < 64) return pod
  if (isLikeKubeDns) return kubeDnsLabel(address)
  return address.includes(':') ? address.replaceAll(':', '-') : address.replaceAll('.', '-')
}

/** The SRV records of a name in `zone` that leads to these places, which share what comes. */
export function srvRecords(
  name: string,
  zone: string,
  places: readonly { readonly port: number; readonly prefix: string }[],
  { ttl, isLikeKubeDns }: Pick<KubernetesOptions, 'ttl' | 'isLikeKubeDns'>,
): ResourceRecord[] {
  const distinct = new Map(places.map((place) => [`${place.prefix}:${place.port}`, place]))
  const priority = isLikeKubeDns ? kubeDnsPriority : 0
  const weight = Math.max(1, Math.floor(100 / distinct.size))
  return [...distinct.values()].map(({ port, prefix }) =>
    recordOf(name, 'SRV', ttl, { priority, weight, port, target: joinName(prefix, zone) }),
  )
}
