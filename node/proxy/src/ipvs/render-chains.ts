import { type IpSetName, ipSetNames, ipSets, kernelName } from './ip-sets.ts'
import type { Barred } from './ipvs-fragment.ts'
import type { IpvsRules } from './ipvs-options.ts'

type Table = 'nat' | 'filter'

/** The proxy's own chains. */
export const chains: Readonly<Record<Table, readonly string[]>> = {
  nat: ['KUBE-SERVICES', 'KUBE-POSTROUTING', 'KUBE-NODE-PORT', 'KUBE-LOAD-BALANCER', 'KUBE-MARK-MASQ'],
  filter: [
    ...['KUBE-FORWARD', 'KUBE-NODE-PORT', 'KUBE-PROXY-FIREWALL', 'KUBE-SOURCE-RANGES-FIREWALL'],
    ...['KUBE-IPVS-FILTER', 'KUBE-IPVS-OUT-FILTER'],
  ],
}

/** A rule of a built-in chain that leads to one of the proxy's. */
export interface Jump {
  readonly table: Table
  readonly from: string
  readonly to: string
  readonly comment: string
}

export const jumps: readonly Jump[] = [
  { table: 'nat', from: 'OUTPUT', to: 'KUBE-SERVICES', comment: 'kubernetes service portals' },
  { table: 'nat', from: 'PREROUTING', to: 'KUBE-SERVICES', comment: 'kubernetes service portals' },
  { table: 'nat', from: 'POSTROUTING', to: 'KUBE-POSTROUTING', comment: 'kubernetes postrouting rules' },
  { table: 'filter', from: 'FORWARD', to: 'KUBE-FORWARD', comment: 'kubernetes forwarding rules' },
  { table: 'filter', from: 'INPUT', to: 'KUBE-NODE-PORT', comment: 'kubernetes health check rules' },
  { table: 'filter', from: 'INPUT', to: 'KUBE-PROXY-FIREWALL', comment: 'kube-proxy firewall rules' },
  { table: 'filter', from: 'FORWARD', to: 'KUBE-PROXY-FIREWALL', comment: 'kube-proxy firewall rules' },
  { table: 'filter', from: 'INPUT', to: 'KUBE-IPVS-FILTER', comment: 'kubernetes ipvs access filter' },
  { table: 'filter', from: 'OUTPUT', to: 'KUBE-IPVS-OUT-FILTER', comment: 'kubernetes ipvs access filter' },
]

export function jumpRule({ from, to, comment }: Jump): string {
  return `${from} -m comment --comment "${comment}" -j ${to}`
}

/**
 * The input of `iptables-restore --noflush` that fills the proxy's chains, and adds the jumps that are missing. How
 * many rules there are does not depend on the services: what differs between them stands in sets. Only an address
 * barred from the node has a rule of its own.
 */
export function renderChains(rules: IpvsRules, barred: Iterable<Barred>, missing: readonly Jump[]): string {
  return [
    ...table('nat', natRules(rules), missing),
    ...table('filter', filterRules(rules, barred), missing),
    '',
  ].join('\n')
}

function table(name: Table, rules: readonly string[], missing: readonly Jump[]): string[] {
  const inserted = missing.filter((jump) => jump.table === name)
  return [
    `*${name}`,
    ...chains[name].map((chain) => `:${chain} - [0:0]`),
    ...inserted.map((jump) => `-I ${jumpRule(jump)}`),
    ...rules.map((rule) => `-A ${rule}`),
    'COMMIT',
  ]
}

/** The input that fills the one chain whose rules depend on services. */
export function renderOutFilter(barred: Iterable<Barred>): string {
  const rules = outFilterRules(barred).map((rule) => `-A ${rule}`)
  return ['*filter', ':KUBE-IPVS-OUT-FILTER - [0:0]', ...rules, 'COMMIT', ''].join('\n')
}

/** The input that takes the chains away, with the jumps that there are. */
export function renderRemoval(present: readonly Jump[], known: ReadonlySet<string>): string {
  const lines = (['nat', 'filter'] as const).flatMap((name) => {
    const own = chains[name].filter((chain) => known.has(`${name} ${chain}`))
    if (own.length === 0) return []
    return [
      `*${name}`,
      ...own.map((chain) => `:${chain} - [0:0]`),
      ...present.filter((jump) => jump.table === name).map((jump) => `-D ${jumpRule(jump)}`),
      ...own.map((chain) => `-X ${chain}`),
      'COMMIT',
    ]
  })
  return lines.length > 0 ? [...lines, ''].join('\n') : ''
}

type Match = (name: IpSetName, how: string, isCommented?: boolean) => string

function matcher({ family }: IpvsRules): Match {
  return (name, how, isCommented = false) => {
    const comment = isCommented ? `-m comment --comment "${ipSets[name].comment}" ` : ''
    return `${comment}-m set --match-set ${kernelName(name, family)} ${how}`
  }
}

function natRules(rules: IpvsRules): string[] {
  const match = matcher(rules)
  const mark = hex(rules.masqueradeMark)
  const nodePorts = [...ipSetNames].filter((name) => name.startsWith('KUBE-NODE-PORT-')).sort(localFirst)
  return [
    `KUBE-SERVICES -s ${rules.family === 'IPv4' ? '127.0.0.0/8' : '::1/128'} -j RETURN`,
    `KUBE-POSTROUTING ${match('KUBE-LOOP-BACK', 'dst,dst,src', true)} -j MASQUERADE`,
    `KUBE-SERVICES ${match('KUBE-LOAD-BALANCER', 'dst,dst', true)} -j KUBE-LOAD-BALANCER`,
    `KUBE-LOAD-BALANCER ${match('KUBE-LOAD-BALANCER-LOCAL', 'dst,dst', true)} -j RETURN`,
    ...nodePorts.map((name) => nodePortRule(name, match)),
    ...clusterIpRules(rules, match),
    `KUBE-SERVICES ${match('KUBE-EXTERNAL-IP', 'dst,dst', true)} -j KUBE-MARK-MASQ`,
    ...externalIpRules('KUBE-EXTERNAL-IP', match),
    ...externalIpRules('KUBE-EXTERNAL-IP-LOCAL', match),
    'KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT',
    'KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ',
    `KUBE-SERVICES ${match('KUBE-CLUSTER-IP', 'dst,dst')} -j ACCEPT`,
    `KUBE-SERVICES ${match('KUBE-LOAD-BALANCER', 'dst,dst')} -j ACCEPT`,
    `KUBE-POSTROUTING -m mark ! --mark ${mark}/${mark} -j RETURN`,
    `KUBE-POSTROUTING -j MARK --xor-mark ${mark}`,
    'KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    `KUBE-MARK-MASQ -j MARK --or-mark ${mark}`,
  ]
}

/** Ports of policy Local return before the others are marked. */
function localFirst(a: string, b: string): number {
  const rank = (name: string): string =>
    `${['TCP', 'UDP', 'SCTP'].findIndex((protocol) => name.includes(protocol))}${name.includes('LOCAL') ? 0 : 1}`
  return rank(a).localeCompare(rank(b))
}

function nodePortRule(name: IpSetName, match: Match): string {
  const protocol = /TCP|UDP|SCTP/.exec(name)?.[0].toLowerCase()
  const how = ipSets[name].type === 'bitmap:port' ? 'dst' : 'dst,dst'
  const target = name.includes('-LOCAL-') ? 'RETURN' : 'KUBE-MARK-MASQ'
  return `KUBE-NODE-PORT -p ${protocol} ${match(name, how, true)} -j ${target}`
}

/** Without a network of pods, only what the node itself sends from a service's address is known to need it. */
function clusterIpRules({ masqueradeAll, localCidrs }: IpvsRules, match: Match): string[] {
  const rule = (how: string, rest = '-j KUBE-MARK-MASQ'): string =>
    `KUBE-SERVICES ${match('KUBE-CLUSTER-IP', how, true)} ${rest}`
  if (masqueradeAll) return [rule('dst,dst')]
  if (localCidrs.length === 0) return [rule('src,dst')]
  if (localCidrs.length === 1) return [rule('dst,dst', `! -s ${localCidrs[0]} -j KUBE-MARK-MASQ`)]
  return [...localCidrs.map((cidr) => rule('dst,dst', `-s ${cidr} -j ACCEPT`)), rule('dst,dst')]
}

function externalIpRules(name: IpSetName, match: Match): string[] {
  const rule = `KUBE-SERVICES ${match(name, 'dst,dst', true)}`
  return [
    `${rule} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT`,
    `${rule} -m addrtype --dst-type LOCAL -j ACCEPT`,
  ]
}

function filterRules(rules: IpvsRules, barred: Iterable<Barred>): string[] {
  const match = matcher(rules)
  const mark = hex(rules.masqueradeMark)
  const served = [
    'KUBE-LOAD-BALANCER',
    'KUBE-CLUSTER-IP',
    'KUBE-EXTERNAL-IP',
    'KUBE-EXTERNAL-IP-LOCAL',
  ] as const
  return [
    `KUBE-PROXY-FIREWALL ${match('KUBE-LOAD-BALANCER-FW', 'dst,dst', true)} -j KUBE-SOURCE-RANGES-FIREWALL`,
    `KUBE-SOURCE-RANGES-FIREWALL ${match('KUBE-LOAD-BALANCER-SOURCE-CIDR', 'dst,dst,src', true)} -j RETURN`,
    `KUBE-SOURCE-RANGES-FIREWALL ${match('KUBE-LOAD-BALANCER-SOURCE-IP', 'dst,dst,src', true)} -j RETURN`,
    'KUBE-SOURCE-RANGES-FIREWALL -j DROP',
    ...outFilterRules(barred),
    `KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark ${mark}/${mark} -j ACCEPT`,
    'KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    `KUBE-NODE-PORT ${match('KUBE-HEALTH-CHECK-NODE-PORT', 'dst', true)} -j ACCEPT`,
    ...served.map((name) => `KUBE-IPVS-FILTER ${match(name, 'dst,dst')} -j RETURN`),
    `KUBE-IPVS-FILTER ${match('KUBE-HEALTH-CHECK-NODE-PORT', 'dst')} -j RETURN`,
    `KUBE-IPVS-FILTER -m conntrack --ctstate NEW ${match('KUBE-IPVS-IPS', 'dst')} -j REJECT`,
  ]
}

/** The node's own packets to the address carry it as their source too. */
function outFilterRules(barred: Iterable<Barred>): string[] {
  return [...barred].map(
    ({ address, protocol, port }) =>
      `KUBE-IPVS-OUT-FILTER -s ${address} -m ipvs --vaddr ${address} --vproto ${protocol.toLowerCase()} --vport ${port} -j DROP`,
  )
}

function hex(mark: number): string {
  return `0x${mark.toString(16).padStart(6, '0')}`
}
