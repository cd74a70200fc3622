import { hex, markForMasquerade, type NftOptions, type NftWords, wordsOf } from './nft-options.ts'

/** The table's fixed part, in place of whatever table there was: commands for `nft -f`. */
export function renderBase(options: NftOptions): string[] {
  const words = wordsOf(options.family)
  const table = `${words.ip} kube-proxy`
  return [
    // Deleting what may not be there: adding it first makes sure that it is.
    `add table ${table}`,
    `delete table ${table}`,
    `add table ${table} { comment "rules for kube-proxy" ; }`,
    ...containers(words).map(([kind, name, spec]) => `add ${kind} ${table} ${name} { ${spec} ; }`),
    ...chains.map(([name, spec]) => `add chain ${table} ${name}${spec ? ` { ${spec} ; }` : ''}`),
    ...rules(options, words).map(([chain, rule]) => `add rule ${table} ${chain} ${rule}`),
    ...options.nodePortAddresses.map((ip) => `add element ${table} nodeport-ips { ${ip} }`),
  ]
}

function containers({ addressType }: NftWords): [kind: 'set' | 'map', name: string, spec: string][] {
  const destination = `type ${addressType} . inet_proto . inet_service : verdict`
  const nodePort = 'type inet_proto . inet_service : verdict'
  const hairpin = `type ${addressType} . ${addressType} . inet_proto . inet_service`
  return [
    ['set', 'cluster-ips', `type ${addressType} ; comment "Active ClusterIPs"`],
    ['set', 'nodeport-ips', `type ${addressType} ; comment "IPs that accept NodePort traffic"`],
    ['set', 'hairpin-connections', `${hairpin} ; comment "service hairpin connections"`],
    [
      ...(['map', 'firewall-ips'] as const),
      `${destination} ; comment "destinations that are subject to LoadBalancerSourceRanges"`,
    ],
    [
      ...(['map', 'no-endpoint-nodeports'] as const),
      `${nodePort} ; comment "vmap to drop or reject packets to service nodeports with no endpoints"`,
    ],
    [
      ...(['map', 'no-endpoint-services'] as const),
      `${destination} ; comment "vmap to drop or reject packets to services with no endpoints"`,
    ],
    [
      ...(['map', 'service-ips'] as const),
      `${destination} ; comment "ClusterIP, ExternalIP and LoadBalancer IP traffic"`,
    ],
    ['map', 'service-nodeports', `${nodePort} ; comment "NodePort traffic"`],
  ]
}

const chains: readonly (readonly [name: string, spec?: string])[] = [
  ['cluster-ips-check'],
  ['filter-prerouting-pre-dnat', 'type filter hook prerouting priority -110'],
  ['filter-forward', 'type filter hook forward priority 0'],
  ['filter-input', 'type filter hook input priority 0'],
  ['filter-output', 'type filter hook output priority 0'],
  ['filter-output-pre-dnat', 'type filter hook output priority -110'],
  ['firewall-check'],
  ['masquerading'],
  ['nat-output', 'type nat hook output priority -100'],
  ['nat-postrouting', 'type nat hook postrouting priority 100'],
  ['nat-prerouting', 'type nat hook prerouting priority -100'],
  ['nodeport-endpoints-check'],
  ['reject-chain', 'comment "helper for @no-endpoint-services / @no-endpoint-nodeports"'],
  ['services'],
  ['service-endpoints-check'],
]

type ChainRule = readonly [chain: string, rule: string]

function rules(options: NftOptions, { ip }: NftWords): ChainRule[] {
  const destination = `${ip} daddr . meta l4proto . th dport`
  const nodePort = `${ip} daddr @nodeport-ips meta l4proto . th dport`
  return [
    ['filter-prerouting-pre-dnat', 'ct state new jump firewall-check'],
    ['filter-forward', 'ct state new jump service-endpoints-check'],
    ['filter-forward', 'ct state new jump cluster-ips-check'],
    ['filter-input', 'ct state new jump nodeport-endpoints-check'],
    ['filter-input', 'ct state new jump service-endpoints-check'],
    ['filter-output', 'ct state new jump service-endpoints-check'],
    ['filter-output', 'ct state new jump cluster-ips-check'],
    ['filter-output-pre-dnat', 'ct state new jump firewall-check'],
    ['firewall-check', `${destination} vmap @firewall-ips`],
    ['nat-output', 'jump services'],
    ['nat-postrouting', 'jump masquerading'],
    ['nat-prerouting', 'jump services'],
    ['nodeport-endpoints-check', `${nodePort} vmap @no-endpoint-nodeports`],
    ['reject-chain', 'reject'],
    ['service-endpoints-check', `${destination} vmap @no-endpoint-services`],
    ...clusterIpRules(options, ip),
    ...masqueradeRules(options, ip),
    ['services', `${destination} vmap @service-ips`],
    ['services', `${nodePort} vmap @service-nodeports`],
  ]
}

function clusterIpRules({ serviceCidrs }: NftOptions, ip: string): ChainRule[] {
  const invalidPort = `${ip} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"`
  const networks = `{ ${serviceCidrs.join(', ')} }`
  const unallocated = `${ip} daddr ${networks} drop comment "Drop traffic to unallocated ClusterIPs"`
  return [
    ['cluster-ips-check', invalidPort],
    ...(serviceCidrs.length > 0 ? [['cluster-ips-check', unallocated] as const] : []),
  ]
}

function masqueradeRules(options: NftOptions, ip: string): ChainRule[] {
  const mark = hex(options.masqueradeMark)
  const connection = `${ip} saddr . ${ip} daddr . meta l4proto . th dport`
  return [
    ...clusterIpMasquerade(options, ip),
    ['masquerading', `mark and ${mark} != 0 mark set mark xor ${mark} masquerade fully-random`],
    ['masquerading', `ct status dnat ${connection} @hairpin-connections masquerade fully-random`],
  ]
}

function clusterIpMasquerade(options: NftOptions, ip: string): ChainRule[] {
  const mark = markForMasquerade(options)
  const toClusterIp = `${ip} daddr @cluster-ips`
  if (options.masqueradeAll)
    return [['services', `${toClusterIp} ${mark} comment "masquerade all clusterIP traffic"`]]
  if (options.localCidrs.length === 0) return []
  const fromOutside = `${ip} saddr != { ${options.localCidrs.join(', ')} }`
  const comment = 'comment "masquerade clusterIP traffic from outside cluster"'
  return [['services', `${toClusterIp} ${fromOutside} ${mark} ${comment}`]]
}
