import type { Service } from '@knarr/api/core/v1'
import type { Endpoint, EndpointSlice } from '@knarr/api/discovery/v1'
import type { ClusterView } from '../../cluster-view/cluster-view.ts'
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
  if (spec?.type === 'ExternalName') {
    return asked.endpoint === undefined && asked.port === undefined && spec.externalName
      ? [{ externalName: spec.externalName }]
      : []
  }
  const isHeadless = spec?.clusterIP === 'None'
  if (isHeadless || asked.endpoint !== undefined) return endpointTargets(view, options, asked)
  if (options.ignoresEmptyServices && !hasReadyEndpoint(view, asked)) return []
  const ips = spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : [])
  const prefix = `${asked.service}.${asked.namespace}.svc`
  return (spec?.ports ?? [])
    .filter((port) => matches(asked, port.name, port.protocol))
    .flatMap(({ port }) => ips.map((address) => ({ address, port, prefix })))
}

/** Where the endpoints of a service are, the ready ones and those to publish though they are not. */
export function endpointTargets(
  view: ClusterView,
  options: KubernetesOptions,
  asked: ServiceName,
): readonly ServiceTarget[] {
  if (!options.hasEndpoints) return []
  const suffix = `${asked.service}.${asked.namespace}.svc`
  return view.slicesOf(asked.namespace, asked.service).flatMap((slice) =>
    readyEndpoints(slice).flatMap((endpoint) =>
      endpoint.addresses.flatMap((address) => {
        const name = endpointName(endpoint, address, options)
        if (asked.endpoint !== undefined && asked.endpoint !== name) return []
        return portsOf(slice, asked).map((port) => ({ address, port, prefix: `${name}.${suffix}` }))
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
  { usesPodNames }: Pick<KubernetesOptions, 'usesPodNames'>,
): string {
  if (endpoint.hostname) return endpoint.hostname.toLowerCase()
  const pod = endpoint.targetRef?.name
  if (usesPodNames && pod && pod.length < 64) return pod
  return address.includes(':') ? address.replaceAll(':', '-') : address.replaceAll('.', '-')
}
