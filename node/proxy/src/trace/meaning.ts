import { isEverywhere } from '../iptables/iptables-options.ts'
import { categorizeEndpoints, type EndpointCategories, type Topology } from '../model/categorize-endpoints.ts'
import { isInNetworks } from '../model/network-list.ts'
import {
  type Endpoint,
  type ServicePort,
  type ServicePortEntry,
  servicePortName,
} from '../model/service-port.ts'
import type { NftOptions } from '../nftables/nft-options.ts'
import type { Explained, Packet } from './packet.ts'

export interface Scene {
  readonly entries: readonly ServicePortEntry[]
  readonly topology: Topology
  readonly rules: NftOptions
  /** The node's own addresses, those of its loopback aside. */
  readonly machine: readonly string[]
}

type Way = 'cluster IP' | 'external IP' | 'load balancer IP' | 'node port'

interface Match {
  readonly entry: ServicePortEntry
  readonly way: Way
}

/** What services mean for a packet, whatever a proxy writes: the measure of every mode. */
export function meaningOf(packet: Packet, scene: Scene): Explained {
  const match = matchOf(packet, scene)
  if (match) return throughService(packet, match, scene)
  const { entries, rules } = scene
  const { destination, port, protocol } = packet
  const owner = entries.find(({ servicePort }) => servicePort.clusterIp === destination)?.servicePort
  if (owner) {
    const name = `${owner.namespace}/${owner.service}`
    return { kind: 'reject', reasons: [`service ${name} at ${destination} has no port ${port}/${protocol}`] }
  }
  const cidr = rules.serviceCidrs.find((network) => isInNetworks([network], destination))
  if (cidr) return { kind: 'drop', reasons: [`${destination} of service network ${cidr} is no service's`] }
  return { kind: 'pass', reasons: [`${destination}:${port}/${protocol} is not of a service`] }
}

/** Of services that claim the same address the first counts. */
function matchOf(packet: Packet, scene: Scene): Match | undefined {
  const { entries } = scene
  const { destination, protocol, port } = packet
  for (const entry of entries) {
    const { servicePort } = entry
    if (servicePort.protocol !== protocol) continue
    const way = servicePort.port === port ? wayTo(servicePort, destination) : undefined
    if (way) return { entry, way }
  }
  const isNodePort = hasNodePorts(destination, scene)
  const entry = entries.find(
    ({ servicePort }) => servicePort.protocol === protocol && servicePort.nodePort === port,
  )
  return isNodePort && entry ? { entry, way: 'node port' } : undefined
}

function hasNodePorts(ip: string, scene: Scene): boolean {
  const { nodePortAddresses } = scene.rules
  return isEverywhere(nodePortAddresses) ? isOfMachine(ip, scene) : nodePortAddresses.includes(ip)
}

function wayTo(port: ServicePort, ip: string): Way | undefined {
  if (port.clusterIp === ip) return 'cluster IP'
  if (port.externalIps.includes(ip)) return 'external IP'
  return port.loadBalancerIps.includes(ip) ? 'load balancer IP' : undefined
}

function throughService(packet: Packet, { entry, way }: Match, scene: Scene): Explained {
  const { servicePort } = entry
  const reasons = [`${packet.destination} is a ${way} of service port ${servicePortName(servicePort)}`]
  if (way === 'load balancer IP' && !mayComeIn(packet.source, servicePort, scene)) {
    reasons.push(
      `loadBalancerSourceRanges ${servicePort.sourceRanges.join(', ')} do not hold ${packet.source}`,
    )
    return { kind: 'drop', reasons }
  }
  const categories = categorizeEndpoints(entry, scene.topology)
  const policy = policyOf(packet, servicePort, way, scene)
  reasons.push(...policy.reasons)
  const endpoints = policy.isLocal ? categories.local : categories.cluster
  if (endpoints.length === 0) return withoutEndpoints(categories, policy.isLocal, reasons)
  reasons.push(...endpointReasons(entry, endpoints))
  const isMasqueraded = masquerades(packet, servicePort, way, scene)
  if (isMasqueraded) reasons.push(`${packet.source} comes from outside the pods of the node: masqueraded`)
  const chosen = endpoints.map((endpoint) => ({
    endpoint,
    isMasqueraded: isMasqueraded || (endpoint.isLocal && endpoint.ip === packet.source),
  }))
  return { kind: 'forward', endpoints: chosen, reasons }
}

function policyOf(
  { source }: Packet,
  port: ServicePort,
  way: Way,
  scene: Scene,
): { readonly isLocal: boolean; readonly reasons: readonly string[] } {
  if (way === 'cluster IP') {
    const { internalPolicyLocal: isLocal } = port
    return { isLocal, reasons: isLocal ? ['internalTrafficPolicy is Local'] : [] }
  }
  if (!port.externalPolicyLocal) return { isLocal: false, reasons: [] }
  const isOfNode = isOfMachine(source, scene) || isInNetworks(scene.rules.localCidrs, source)
  const reason = isOfNode
    ? `externalTrafficPolicy is Local, but ${source} is of this node: as to the cluster IP`
    : 'externalTrafficPolicy is Local'
  return { isLocal: !isOfNode, reasons: [reason] }
}

function withoutEndpoints(
  { hasAny }: EndpointCategories,
  isLocal: boolean,
  reasons: readonly string[],
): Explained {
  if (isLocal && hasAny)
    return { kind: 'drop', reasons: [...reasons, 'only other nodes have endpoints that can be used'] }
  return { kind: 'reject', reasons: [...reasons, 'no endpoint can be used'] }
}

function endpointReasons(
  { servicePort, endpoints }: ServicePortEntry,
  chosen: readonly Endpoint[],
): readonly string[] {
  const ways = servicePort.affinitySeconds === undefined ? 'at random' : 'as the client had it before'
  const ending = chosen.some(({ ready }) => !ready) ? ' that end, none being ready' : ''
  return [`${chosen.length} of ${endpoints.length} endpoints${ending} may be chosen, ${ways}`]
}

function masquerades({ source }: Packet, port: ServicePort, way: Way, scene: Scene): boolean {
  const { rules } = scene
  if (way === 'cluster IP')
    return rules.masqueradeAll || (rules.localCidrs.length > 0 && !isInNetworks(rules.localCidrs, source))
  if (!port.externalPolicyLocal) return true
  return !isInNetworks(rules.localCidrs, source) && isOfMachine(source, scene)
}

/** Whether the node's kernel takes an address for its own. */
export function isOfMachine(ip: string, { machine }: Scene): boolean {
  return machine.includes(ip) || ip.startsWith('127.') || ip === '::1'
}

function mayComeIn(source: string, port: ServicePort, { rules }: Scene): boolean {
  const { sourceRanges, loadBalancerIps } = port
  if (sourceRanges.length === 0 || isInNetworks(sourceRanges, source)) return true
  return loadBalancerIps.includes(source) && isInNetworks(sourceRanges, rules.nodeIp)
}
