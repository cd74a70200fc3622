import { cidrText, parseCidr } from '@knarr/linux'
import { categorizeEndpoints, type EndpointCategories, type Topology } from '../model/categorize-endpoints.ts'
import type { Endpoint, ServicePort, ServicePortEntry } from '../model/service-port.ts'
import { annotatedScheduler, networkHas, weightsOf } from './annotations.ts'
import type { IpSetName } from './ip-sets.ts'
import { emptyFragment, type IpvsFragment } from './ipvs-fragment.ts'
import { defaultScheduler, type IpvsRules } from './ipvs-options.ts'
import { hostPort, type VirtualServer } from './virtual-server.ts'

/** What a service's ports want in the kernel. */
export function renderService(
  entries: readonly ServicePortEntry[],
  topology: Topology,
  rules: IpvsRules,
): IpvsFragment {
  const fragment = emptyFragment()
  for (const entry of entries) new PortRenderer(entry, topology, rules, fragment).render()
  return fragment
}

class PortRenderer {
  readonly #port: ServicePort
  readonly #endpoints: readonly Endpoint[]
  readonly #categories: EndpointCategories
  readonly #rules: IpvsRules
  readonly #into: IpvsFragment
  readonly #weightOf: (ip: string) => number

  constructor(entry: ServicePortEntry, topology: Topology, rules: IpvsRules, into: IpvsFragment) {
    this.#port = entry.servicePort
    this.#endpoints = entry.endpoints
    this.#categories = categorizeEndpoints(entry, topology)
    this.#rules = rules
    this.#into = into
    this.#weightOf = weightsOf(entry.servicePort.annotations)
  }

  render(): void {
    this.#loopBack()
    this.#clusterIp()
    for (const address of this.#port.externalIps) this.#externalIp(address)
    for (const address of this.#port.loadBalancerIps) this.#loadBalancer(address)
    if (this.#port.nodePort !== 0) this.#nodePort(this.#port.nodePort)
    if (this.#port.healthCheckNodePort !== 0)
      this.#member('KUBE-HEALTH-CHECK-NODE-PORT', String(this.#port.healthCheckNodePort))
  }

  /** A pod that reaches itself through the service must see another source than itself. */
  #loopBack(): void {
    for (const { ip, port, isLocal } of this.#endpoints)
      if (isLocal) this.#member('KUBE-LOOP-BACK', `${this.#at(ip, port)},${ip}`)
  }

  #clusterIp(): void {
    const { clusterIp, internalPolicyLocal } = this.#port
    this.#member('KUBE-CLUSTER-IP', this.#at(clusterIp))
    this.#serve(clusterIp, internalPolicyLocal)
  }

  #externalIp(address: string): void {
    const isLocal = this.#port.externalPolicyLocal
    this.#member(isLocal ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP', this.#at(address))
    this.#serve(address, isLocal)
  }

  #loadBalancer(address: string): void {
    const { externalPolicyLocal, sourceRanges } = this.#port
    this.#member('KUBE-LOAD-BALANCER', this.#at(address))
    if (externalPolicyLocal) this.#member('KUBE-LOAD-BALANCER-LOCAL', this.#at(address))
    if (sourceRanges.length > 0) this.#firewall(address, sourceRanges)
    this.#serve(address, externalPolicyLocal)
  }

  #firewall(address: string, sourceRanges: readonly string[]): void {
    this.#member('KUBE-LOAD-BALANCER-FW', this.#at(address))
    for (const range of sourceRanges.flatMap(storable))
      this.#member('KUBE-LOAD-BALANCER-SOURCE-CIDR', `${this.#at(address)},${range}`)
    if (sourceRanges.some((range) => networkHas(range)(this.#rules.nodeIp))) {
      // The node's own requests to the address carry it as their source too.
      this.#member('KUBE-LOAD-BALANCER-SOURCE-IP', `${this.#at(address)},${address}`)
    } else {
      const { protocol, port } = this.#port
      this.#into.barred.push({ address, protocol, port })
    }
  }

  #nodePort(nodePort: number): void {
    const { protocol, externalPolicyLocal } = this.#port
    const addresses = this.#rules.nodePortAddresses
    const members =
      protocol === 'SCTP' ? addresses.map((address) => this.#at(address, nodePort)) : [String(nodePort)]
    const hash = protocol === 'SCTP' ? '-HASH' : ''
    for (const member of members) {
      this.#member(`KUBE-NODE-PORT-${protocol}${hash}` as IpSetName, member)
      if (externalPolicyLocal) this.#member(`KUBE-NODE-PORT-LOCAL-${protocol}${hash}` as IpSetName, member)
    }
    // Node addresses are the node's already: none goes to the dummy interface.
    for (const address of addresses)
      this.#into.virtualServers.push(this.#virtualServer(address, nodePort, externalPolicyLocal))
  }

  #serve(address: string, isLocal: boolean): void {
    this.#into.addresses.push(address)
    this.#into.virtualServers.push(this.#virtualServer(address, this.#port.port, isLocal))
  }

  #virtualServer(address: string, port: number, isLocal: boolean): VirtualServer {
    const { protocol, affinitySeconds = 0, annotations } = this.#port
    const scheduler = annotatedScheduler(annotations) ?? (this.#rules.scheduler || defaultScheduler)
    const endpoints = this.#endpointsFor(isLocal)
    return {
      ...{ protocol, address, port, scheduler },
      persistentSeconds: affinitySeconds,
      flags: scheduler === 'mh' ? 'mh-port' : '',
      servers: new Map(endpoints.map(({ ip, port }) => [hostPort(ip, port), this.#weightOf(ip)])),
    }
  }

  /** Policy Local without a local endpoint falls back to all, as IPVS cannot tell traffic of pods from other. */
  #endpointsFor(isLocal: boolean): readonly Endpoint[] {
    const { cluster, local } = this.#categories
    return isLocal && local.length > 0 ? local : cluster
  }

  #member(set: IpSetName, entry: string): void {
    this.#into.entries.push([set, entry])
  }

  /** An address and port of the service in the words of ipset. */
  #at(address: string, port: number = this.#port.port): string {
    return `${address},${this.#port.protocol.toLowerCase()}:${port}`
  }
}

/** A network as sets of networks take and list it: no prefix of no bits, and none of all. */
function storable(range: string): string[] {
  if (range === '0.0.0.0/0') return ['0.0.0.0/1', '128.0.0.0/1']
  if (range === '::/0') return ['::/1', '8000::/1']
  const canonical = range.includes(':') ? range : cidrText(parseCidr(range))
  return [canonical.replace(/(?<=\.\d+)\/32$|(?<=:.*)\/128$/, '')]
}
