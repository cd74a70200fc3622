import type { EndpointCategories } from '../model/categorize-endpoints.ts'
import { isInNetworks } from '../model/network-list.ts'
import type { NodeRules } from '../model/node-rules.ts'
import type { ServicePort } from '../model/service-port.ts'
import type { Balancer } from './balancer.ts'
import type { PortalAddress, Route } from './portal.ts'

/** The endpoints of a service port in turn, by traffic policy. */
export interface PortBalancers {
  readonly cluster: Balancer
  readonly local: Balancer
}

/** An address of a service port to be opened. */
export interface WantedPortal {
  readonly protocol: 'TCP' | 'UDP'
  readonly address: PortalAddress
  /** Whether the address is the service's, and not one the machine has. */
  readonly isVirtual: boolean
  readonly route: Route
}

/** The route of an address. */
type RouteAt = (ip: string) => Route

export function portalId({ protocol, address: { ip, port } }: WantedPortal): string {
  return `${protocol} ${ip} ${port}`
}

/** The addresses a service port is reached at; those with nobody behind stay closed, which refuses connections. */
export function wantedPortals(
  port: ServicePort,
  balancers: PortBalancers,
  rules: Pick<NodeRules, 'nodeIp' | 'nodePortAddresses' | 'localCidrs'>,
): WantedPortal[] {
  const { protocol } = port
  if (protocol === 'SCTP') return []
  const { cluster, local } = balancers
  const internal = port.internalPolicyLocal ? local : cluster
  // A program of this machine calls a service's address, which is the machine's own, from that very address.
  const external: RouteAt = (ip) => (client) =>
    port.externalPolicyLocal && client !== ip && !isOfNode(client, rules) ? local : cluster
  const balanced: RouteAt = (ip) => (client) =>
    mayUseLoadBalancer(port, client, rules) ? external(ip)(client) : undefined
  const open = (ips: readonly string[], routeAt: RouteAt): WantedPortal[] =>
    ips.map((ip) => ({ protocol, address: { ip, port: port.port }, isVirtual: true, route: routeAt(ip) }))
  const openNodePort = (ip: string): WantedPortal => ({
    ...{ protocol, address: { ip, port: port.nodePort }, isVirtual: false, route: external(ip) },
  })
  const isReachable = !cluster.isEmpty || !local.isEmpty
  return [
    ...(internal.isEmpty ? [] : open([port.clusterIp], () => () => internal)),
    ...(isReachable ? open(port.externalIps, external) : []),
    ...(isReachable ? open(port.loadBalancerIps, balanced) : []),
    ...(isReachable && port.nodePort ? rules.nodePortAddresses.map(openNodePort) : []),
  ]
}

/** The balancers' endpoints as the categories have them. */
export function fillBalancers(
  { cluster, local }: PortBalancers,
  categories: EndpointCategories,
  { affinitySeconds }: ServicePort,
): void {
  cluster.update(categories.cluster, affinitySeconds)
  local.update(categories.local, affinitySeconds)
}

/** The node and its pods reach endpoints anywhere, whatever the external policy says. */
function isOfNode(
  ip: string,
  { nodeIp, nodePortAddresses, localCidrs }: Parameters<typeof wantedPortals>[2],
): boolean {
  if (ip === nodeIp || nodePortAddresses.includes(ip) || ip === '::1' || ip.startsWith('127.')) return true
  return isInNetworks(localCidrs, ip)
}

function mayUseLoadBalancer(
  port: ServicePort,
  client: string,
  { nodeIp }: Pick<NodeRules, 'nodeIp'>,
): boolean {
  const { sourceRanges, loadBalancerIps } = port
  if (sourceRanges.length === 0 || isInNetworks(sourceRanges, client)) return true
  return loadBalancerIps.includes(client) && isInNetworks(sourceRanges, nodeIp)
}
