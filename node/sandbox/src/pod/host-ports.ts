import type { PortMapping } from '@knarr/rpc'

export interface HostPort extends PortMapping {
  /** The pod's. */
  readonly address: string
}

const table = 'knarr_host_ports'

/** The nftables rules of a node for its pods' host ports, as one replacement of their table. */
export function hostPortRules(ports: readonly HostPort[]): string {
  const forward = ports.map(({ protocol, hostIp, hostPort, address, containerPort }) => {
    const isAny = hostIp === '' || hostIp === '0.0.0.0'
    const to = isAny ? 'fib daddr type local' : `ip daddr ${hostIp}`
    return `    ${to} ${protocol.toLowerCase()} dport ${hostPort} dnat to ${address}:${containerPort}`
  })
  // A pod that calls itself, and the node's loopback, must get the answer back through the node.
  const hairpin = [...new Set(ports.map(({ address }) => address))].map(
    (address) => `    ct status dnat ip daddr ${address} ip saddr { ${address}, 127.0.0.0/8 } masquerade`,
  )
  const chain = (name: string, hook: string, rules: readonly string[]): string[] => [
    `  chain ${name} {`,
    `    type nat hook ${hook}; policy accept;`,
    ...rules,
    '  }',
  ]
  const lines = [
    `table ip ${table} {}`,
    `delete table ip ${table}`,
    `table ip ${table} {`,
    ...chain('prerouting', 'prerouting priority dstnat', forward),
    ...chain('output', 'output priority -100', forward),
    ...chain('postrouting', 'postrouting priority srcnat', hairpin),
    '}',
  ]
  return `${lines.slice(0, ports.length === 0 ? 2 : lines.length).join('\n')}\n`
}
