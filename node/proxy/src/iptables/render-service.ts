import { categorizeEndpoints, type EndpointCategories, type Topology } from '../model/categorize-endpoints.ts'
import { isInNetworks } from '../model/network-list.ts'
import {
  type Endpoint,
  isExternallyAccessible,
  type ServicePort,
  type ServicePortEntry,
  servicePortName,
} from '../model/service-port.ts'
import { endpointChainOf, type ServiceChains, serviceChainsOf, targetOf } from './chain-names.ts'
import type { IptablesFragment, SharedChain } from './iptables-fragment.ts'
import { fromPods, type IptablesRules } from './iptables-options.ts'

/** What a service's ports add to the tables. */
export function renderService(
  entries: readonly ServicePortEntry[],
  topology: Topology,
  rules: IptablesRules,
): IptablesFragment {
  const fragment = { chains: new Map<string, string[]>(), shared: [] }
  for (const entry of entries)
    new PortRenderer(entry.servicePort, categorizeEndpoints(entry, topology), rules, fragment).render()
  return fragment
}

interface Fragment extends IptablesFragment {
  readonly chains: Map<string, string[]>
  readonly shared: (readonly [chain: SharedChain, rule: string])[]
}

class PortRenderer {
  readonly #port: ServicePort
  readonly #name: string
  readonly #categories: EndpointCategories
  readonly #rules: IptablesRules
  readonly #into: Fragment
  readonly #chains: ServiceChains

  constructor(port: ServicePort, categories: EndpointCategories, rules: IptablesRules, into: Fragment) {
    this.#port = port
    this.#name = servicePortName(port)
    this.#categories = categories
    this.#rules = rules
    this.#into = into
    this.#chains = serviceChainsOf(port)
  }

  render(): void {
    this.#internal()
    this.#externalIps()
    this.#loadBalancers()
    this.#nodePort()
    this.#healthCheck()
    if (this.#categories.hasAny && isExternallyAccessible(this.#port)) this.#externalChain()
    if (this.#hasFirewall) this.#firewallChain()
    const { cluster, local, reachable } = this.#categories
    if (cluster.length > 0) this.#policyChain(this.#chains.cluster, cluster)
    if (local.length > 0) this.#policyChain(this.#chains.local, local)
    for (const endpoint of reachable) this.#endpointChain(endpoint)
  }

  get #hasFirewall(): boolean {
    const { loadBalancerIps, sourceRanges } = this.#port
    return this.#categories.hasAny && loadBalancerIps.length > 0 && sourceRanges.length > 0
  }

  #internal(): void {
    const { clusterIp, port, internalPolicyLocal } = this.#port
    const { isServed, verdict, comment } = this.#served(internalPolicyLocal)
    const to = this.#to(clusterIp, port)
    if (!isServed) {
      this.#add('filter KUBE-SERVICES', `${comment} ${to} -j ${verdict}`)
      return
    }
    const chain = internalPolicyLocal ? this.#chains.local : this.#chains.cluster
    const match = `${this.#comment('cluster IP')} ${to}`
    this.#add('nat KUBE-SERVICES', `${match} -j ${chain}`)
    const pods = fromPods(this.#rules)
    if (this.#rules.masqueradeAll) this.#addOwn(chain, `${match} -j KUBE-MARK-MASQ`)
    else if (pods) this.#addOwn(chain, `${match} ! ${pods} -j KUBE-MARK-MASQ`)
  }

  #externalIps(): void {
    const { externalIps, port } = this.#port
    for (const ip of externalIps) {
      const to = this.#to(ip, port)
      if (this.#categories.hasAny)
        this.#add('nat KUBE-SERVICES', `${this.#comment('external IP')} ${to} -j ${this.#chains.external}`)
      this.#refuseExternal(to)
    }
  }

  #loadBalancers(): void {
    const { loadBalancerIps, port } = this.#port
    const { firewall, external } = this.#chains
    for (const ip of loadBalancerIps) {
      const to = this.#to(ip, port)
      const chain = this.#hasFirewall ? firewall : external
      if (this.#categories.hasAny)
        this.#add('nat KUBE-SERVICES', `${this.#comment('loadbalancer IP')} ${to} -j ${chain}`)
      const refused = this.#comment(`traffic not accepted by ${firewall}`)
      if (this.#hasFirewall) this.#add('filter KUBE-PROXY-FIREWALL', `${refused} ${to} -j DROP`)
      this.#refuseExternal(to)
    }
  }

  #nodePort(): void {
    const { nodePort } = this.#port
    if (nodePort === 0) return
    const to = `${this.#protocol} --dport ${nodePort}`
    const comment = `-m comment --comment ${this.#name}`
    if (this.#categories.hasAny)
      this.#add('nat KUBE-NODEPORTS', `${comment} ${to} -j ${this.#chains.external}`)
    this.#refuseExternal(`-m addrtype --dst-type LOCAL ${to}`)
  }

  #healthCheck(): void {
    const { healthCheckNodePort } = this.#port
    if (healthCheckNodePort === 0) return
    const comment = this.#comment('health check node port')
    this.#add('filter KUBE-NODEPORTS', `${comment} -m tcp -p tcp --dport ${healthCheckNodePort} -j ACCEPT`)
  }

  #refuseExternal(match: string): void {
    const { isServed, verdict, comment } = this.#served(this.#port.externalPolicyLocal)
    if (!isServed) this.#add('filter KUBE-EXTERNAL-SERVICES', `${comment} ${match} -j ${verdict}`)
  }

  /** The node and its pods reach endpoints anywhere, by whatever policy. */
  #externalChain(): void {
    const { external, cluster, local } = this.#chains
    const { externalPolicyLocal } = this.#port
    const add = (comment: string, rest: string): void =>
      this.#addOwn(
        external,
        `-m comment --comment "${comment} for ${this.#name} external destinations" ${rest}`,
      )
    this.#into.chains.set(external, [])
    if (!externalPolicyLocal) add('masquerade traffic', '-j KUBE-MARK-MASQ')
    else {
      const pods = fromPods(this.#rules)
      if (pods) add('pod traffic', `${pods} -j ${cluster}`)
      add('masquerade LOCAL traffic', '-m addrtype --src-type LOCAL -j KUBE-MARK-MASQ')
      add('route LOCAL traffic', `-m addrtype --src-type LOCAL -j ${cluster}`)
    }
    if (this.#served(externalPolicyLocal).isServed)
      this.#addOwn(external, `-j ${externalPolicyLocal ? local : cluster}`)
  }

  #firewallChain(): void {
    const { firewall, external } = this.#chains
    const { sourceRanges, loadBalancerIps } = this.#port
    const isNodeAllowed = isInNetworks(sourceRanges, this.#rules.nodeIp)
    const comment = this.#comment('loadbalancer IP')
    for (const source of [...sourceRanges, ...(isNodeAllowed ? loadBalancerIps : [])])
      this.#addOwn(firewall, `${comment} -s ${source} -j ${external}`)
    const other = `other traffic to ${this.#name} will be dropped by KUBE-PROXY-FIREWALL`
    this.#addOwn(firewall, `-m comment --comment "${other}"`)
  }

  /** Each rule takes its share of what those before it left. */
  #policyChain(chain: string, endpoints: readonly Endpoint[]): void {
    const { affinitySeconds } = this.#port
    const to = (endpoint: Endpoint): string => `-m comment --comment "${this.#name} -> ${targetOf(endpoint)}"`
    for (const endpoint of affinitySeconds === undefined ? [] : endpoints) {
      const own = this.#endpointChainOf(endpoint)
      const recent = `-m recent --name ${own} --rcheck --seconds ${affinitySeconds} --reap`
      this.#addOwn(chain, `${to(endpoint)} ${recent} -j ${own}`)
    }
    for (const [index, endpoint] of endpoints.entries()) {
      const left = endpoints.length - index
      const share = left > 1 ? ` -m statistic --mode random --probability ${(1 / left).toFixed(10)}` : ''
      this.#addOwn(chain, `${to(endpoint)}${share} -j ${this.#endpointChainOf(endpoint)}`)
    }
  }

  #endpointChain(endpoint: Endpoint): void {
    const chain = this.#endpointChainOf(endpoint)
    const comment = `-m comment --comment ${this.#name}`
    const recent = this.#port.affinitySeconds === undefined ? '' : ` -m recent --name ${chain} --set`
    this.#addOwn(chain, `${comment} -s ${endpoint.ip} -j KUBE-MARK-MASQ`)
    this.#addOwn(
      chain,
      `${comment}${recent} ${this.#protocol} -j DNAT --to-destination ${targetOf(endpoint)}`,
    )
  }

  /** Whether a policy has endpoints, and what becomes of traffic without. */
  #served(isLocal: boolean): {
    readonly isServed: boolean
    readonly verdict: string
    readonly comment: string
  } {
    const { hasAny, local } = this.#categories
    return {
      isServed: hasAny && !(isLocal && local.length === 0),
      verdict: hasAny ? 'DROP' : 'REJECT',
      comment: this.#comment(hasAny ? 'has no local endpoints' : 'has no endpoints'),
    }
  }

  get #protocol(): string {
    const protocol = this.#port.protocol.toLowerCase()
    return `-m ${protocol} -p ${protocol}`
  }

  #to(ip: string, port: number): string {
    return `${this.#protocol} -d ${ip} --dport ${port}`
  }

  #comment(text: string): string {
    return `-m comment --comment "${this.#name} ${text}"`
  }

  #endpointChainOf(endpoint: Endpoint): string {
    return endpointChainOf(this.#port, targetOf(endpoint))
  }

  #add(chain: SharedChain, rule: string): void {
    this.#into.shared.push([chain, rule])
  }

  #addOwn(chain: string, rule: string): void {
    const rules = this.#into.chains.get(chain)
    if (rules) rules.push(rule)
    else this.#into.chains.set(chain, [rule])
  }
}
