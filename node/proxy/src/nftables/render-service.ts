import { isIPv6 } from 'node:net'
import { categorizeEndpoints, type EndpointCategories, type Topology } from '../model/categorize-endpoints.ts'
import { isInNetworks } from '../model/network-list.ts'
import {
  type Endpoint,
  isExternallyAccessible,
  type ServicePort,
  type ServicePortEntry,
  servicePortName,
} from '../model/service-port.ts'
import { endpointBase, servicePortBase } from './chain-names.ts'
import type { NftElement, NftFragment } from './nft-fragment.ts'
import { markForMasquerade, type NftOptions, type NftWords, wordsOf } from './nft-options.ts'

/** One service port on its way to nft's language. */
interface Rendering {
  readonly options: NftOptions
  readonly words: NftWords
  readonly port: ServicePort
  readonly base: string
  readonly categories: EndpointCategories
  readonly sets: Map<string, string>
  readonly chains: Map<string, string[]>
  readonly elements: NftElement[]
}

/** The chains, sets and elements that make up one service. */
export function renderService(
  entries: readonly ServicePortEntry[],
  topology: Topology,
  options: NftOptions,
): NftFragment {
  const fragment = { sets: new Map(), chains: new Map(), elements: [] }
  for (const entry of entries) {
    renderPort({
      ...fragment,
      ...{ options, words: wordsOf(options.family), port: entry.servicePort },
      base: servicePortBase(entry.servicePort),
      categories: categorizeEndpoints(entry, topology),
    })
  }
  return fragment
}

function renderPort(rendering: Rendering): void {
  const { port, elements, categories, base } = rendering
  const { cluster, local, reachable } = categories
  elements.push({ container: 'cluster-ips', key: port.clusterIp })
  renderEndpoints(rendering)
  if (cluster.length > 0) renderPolicyChain(rendering, `service-${base}`, cluster)
  if (local.length > 0) renderPolicyChain(rendering, `local-${base}`, local)
  renderInternal(rendering)
  if (!isExternallyAccessible(port)) return
  if (reachable.length > 0) renderExternalChain(rendering)
  renderExternal(rendering)
  renderFirewall(rendering)
}

/** Hairpins, and where clients stay with their endpoint a chain and a set for each endpoint. */
function renderEndpoints({ port, words, elements, categories, sets, chains }: Rendering): void {
  const protocol = port.protocol.toLowerCase()
  for (const endpoint of categories.reachable) {
    const { ip, port: number, isLocal } = endpoint
    if (isLocal)
      elements.push({ container: 'hairpin-connections', key: `${ip} . ${ip} . ${protocol} . ${number}` })
    if (port.affinitySeconds === undefined) continue
    const base = endpointBase(port, endpoint)
    const timeout = `flags dynamic,timeout ; timeout ${port.affinitySeconds}s`
    sets.set(`affinity-${base}`, `type ${words.addressType} ; ${timeout}`)
    chains.set(`endpoint-${base}`, [
      `update @affinity-${base} { ${words.ip} saddr }`,
      `meta l4proto ${protocol} dnat to ${isIPv6(ip) ? `[${ip}]` : ip}:${number}`,
    ])
  }
}

function renderPolicyChain(rendering: Rendering, chain: string, endpoints: readonly Endpoint[]): void {
  const { port, words, chains } = rendering
  const choice = `numgen random mod ${endpoints.length}`
  const numbered = (to: (endpoint: Endpoint) => string): string =>
    `{ ${endpoints.map((endpoint, index) => `${index} : ${to(endpoint)}`).join(' , ')} }`
  if (port.affinitySeconds === undefined) {
    const map = numbered(({ ip, port: number }) => `${ip} . ${number}`)
    chains.set(chain, [
      `meta l4proto ${port.protocol.toLowerCase()} dnat ${words.ip} to ${choice} map ${map}`,
    ])
    return
  }
  const bases = endpoints.map((endpoint) => endpointBase(port, endpoint))
  chains.set(chain, [
    ...bases.map((base) => `${words.ip} saddr @affinity-${base} goto endpoint-${base}`),
    `${choice} vmap ${numbered((endpoint) => `goto endpoint-${endpointBase(port, endpoint)}`)}`,
  ])
}

/** Where nothing is reachable by a policy: dropped if another node has an endpoint, else rejected. */
function withoutEndpoints({ categories }: Rendering, isPolicyLocal: boolean): string {
  return isPolicyLocal && categories.hasAny ? 'drop' : 'goto reject-chain'
}

function destination({ port }: Rendering, ip: string): string {
  return `${ip} . ${port.protocol.toLowerCase()} . ${port.port}`
}

function renderInternal(rendering: Rendering): void {
  const { port, elements, categories, base } = rendering
  const key = destination(rendering, port.clusterIp)
  const isLocal = port.internalPolicyLocal
  const endpoints = isLocal ? categories.local : categories.cluster
  if (endpoints.length > 0) {
    const chain = `${isLocal ? 'local' : 'service'}-${base}`
    elements.push({ container: 'service-ips', key, verdict: `goto ${chain}` })
    return
  }
  const comment = servicePortName(port)
  const verdict = withoutEndpoints(rendering, isLocal)
  elements.push({ container: 'no-endpoint-services', key, comment, verdict })
}

function renderExternalChain(rendering: Rendering): void {
  const { port, options, words, chains, categories, base } = rendering
  const mark = markForMasquerade(options)
  const rules: string[] = []
  if (!port.externalPolicyLocal) {
    rules.push(mark, `goto service-${base}`)
  } else {
    if (options.localCidrs.length > 0) {
      const pods = `${words.ip} saddr { ${options.localCidrs.join(', ')} }`
      rules.push(`${pods} goto service-${base} comment "short-circuit pod traffic"`)
    }
    rules.push(`fib saddr type local ${mark} comment "masquerade local traffic"`)
    rules.push(`fib saddr type local goto service-${base} comment "short-circuit local traffic"`)
    if (categories.local.length > 0) rules.push(`goto local-${base}`)
  }
  chains.set(`external-${base}`, rules)
}

function renderExternal(rendering: Rendering): void {
  const { port, elements, categories, base } = rendering
  const endpoints = port.externalPolicyLocal ? categories.local : categories.cluster
  const comment = servicePortName(port)
  const add = (kind: 'services' | 'nodeports', key: string): void => {
    const container = kind === 'services' ? 'service-ips' : 'service-nodeports'
    if (categories.reachable.length > 0) elements.push({ container, key, verdict: `goto external-${base}` })
    if (endpoints.length > 0) return
    const verdict = withoutEndpoints(rendering, port.externalPolicyLocal)
    elements.push({ container: `no-endpoint-${kind}`, key, comment, verdict })
  }
  for (const ip of [...port.externalIps, ...port.loadBalancerIps]) add('services', destination(rendering, ip))
  if (port.nodePort) add('nodeports', `${port.protocol.toLowerCase()} . ${port.nodePort}`)
}

/** The node itself passes where the ranges hold its address, even if it calls by the load balancer's own. */
function renderFirewall(rendering: Rendering): void {
  const { port, options, words, chains, elements, base } = rendering
  if (port.sourceRanges.length === 0 || port.loadBalancerIps.length === 0) return
  const isNodeAllowed = isInNetworks(port.sourceRanges, options.nodeIp)
  const sources = [...port.sourceRanges, ...(isNodeAllowed ? port.loadBalancerIps : [])]
  chains.set(`firewall-${base}`, [`${words.ip} saddr != { ${sources.join(', ')} } drop`])
  for (const ip of port.loadBalancerIps) {
    const key = destination(rendering, ip)
    elements.push({ container: 'firewall-ips', key, verdict: `goto firewall-${base}` })
  }
}
