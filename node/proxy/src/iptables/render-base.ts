import type { SharedChain } from './iptables-fragment.ts'
import { hexMark, type IptablesRules, isEverywhere } from './iptables-options.ts'

export type Table = 'nat' | 'filter'

/** A rule of a built-in chain that leads to one of the proxy's. */
export interface Jump {
  readonly table: Table
  /** The rule behind `-A` or `-I`, as `iptables-save` writes it. */
  readonly rule: string
}

const fixed: Readonly<Record<Table, readonly string[]>> = {
  filter: [
    ...['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-FORWARD', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL'],
  ],
  nat: ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ'],
}

/** The proxy's own chains, those of services aside. */
export function fixedChains(table: Table): readonly string[] {
  return fixed[table]
}

/** The chain that upstream shares with the kubelet: it is never taken away. */
export const localhostFirewall = 'KUBE-FIREWALL'

export function hasLocalhostFirewall({ family, hasLocalhostNodePorts }: IptablesRules): boolean {
  return family === 'IPv4' && hasLocalhostNodePorts
}

const jump = (table: Table, from: string, to: string, comment: string): Jump => ({
  ...{ table, rule: `${from} -m comment --comment "${comment}" -j ${to}` },
})
const jumpOfNew = (from: string, to: string, comment: string): Jump => ({
  table: 'filter',
  rule: `${from} -m conntrack --ctstate NEW -m comment --comment "${comment}" -j ${to}`,
})

export const jumps: readonly Jump[] = [
  ...['INPUT', 'FORWARD'].map((from) =>
    jumpOfNew(from, 'KUBE-EXTERNAL-SERVICES', 'kubernetes externally-visible service portals'),
  ),
  jump('filter', 'INPUT', 'KUBE-NODEPORTS', 'kubernetes health check service ports'),
  ...['FORWARD', 'OUTPUT'].map((from) => jumpOfNew(from, 'KUBE-SERVICES', 'kubernetes service portals')),
  jump('filter', 'FORWARD', 'KUBE-FORWARD', 'kubernetes forwarding rules'),
  ...['INPUT', 'OUTPUT', 'FORWARD'].map((from) =>
    jumpOfNew(from, 'KUBE-PROXY-FIREWALL', 'kubernetes load balancer firewall'),
  ),
  ...['OUTPUT', 'PREROUTING'].map((from) => jump('nat', from, 'KUBE-SERVICES', 'kubernetes service portals')),
  jump('nat', 'POSTROUTING', 'KUBE-POSTROUTING', 'kubernetes postrouting rules'),
]

/** Those that lead to the chain shared with the kubelet. */
export const localhostJumps: readonly Jump[] = ['INPUT', 'OUTPUT'].map((from) => ({
  ...{ table: 'filter', rule: `${from} -j ${localhostFirewall}` },
}))

/** The rules of the proxy's own chains that do not come from services, before theirs and after them. */
export function baseRules(
  rules: IptablesRules,
): Readonly<Record<Table, { before: string[]; after: string[] }>> {
  const mark = hexMark(rules.masqueradeMark)
  const forward = (comment: string, match: string): string =>
    `KUBE-FORWARD -m comment --comment "${comment}" ${match} -j ACCEPT`
  return {
    nat: {
      before: [
        `KUBE-POSTROUTING -m mark ! --mark ${mark}/${mark} -j RETURN`,
        `KUBE-POSTROUTING -j MARK --xor-mark ${mark}`,
        'KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
        `KUBE-MARK-MASQ -j MARK --or-mark ${mark}`,
      ],
      after: nodePortRules(rules),
    },
    filter: {
      before: hasLocalhostFirewall(rules)
        ? [
            `${localhostFirewall} -m comment --comment "block incoming localnet connections" -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
          ]
        : [],
      after: [
        'KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
        forward('kubernetes forwarding rules', `-m mark --mark ${mark}/${mark}`),
        forward('kubernetes forwarding conntrack rule', '-m conntrack --ctstate RELATED,ESTABLISHED'),
      ],
    },
  }
}

function nodePortRules(rules: IptablesRules): string[] {
  const { family, nodePortAddresses, hasLocalhostNodePorts } = rules
  const chain: SharedChain = 'nat KUBE-SERVICES'
  const comment =
    '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain"'
  const rule = (match: string): string => `${chain.split(' ')[1]} ${comment} ${match} -j KUBE-NODEPORTS`
  if (!isEverywhere(nodePortAddresses)) return nodePortAddresses.map((ip) => rule(`-d ${ip}`))
  const localhost = family === 'IPv6' ? '! -d ::1/128' : hasLocalhostNodePorts ? '' : '! -d 127.0.0.0/8'
  return [rule(`-m addrtype --dst-type LOCAL ${localhost}`.trim())]
}
