import type { Lan } from './cluster-network.ts'
import type { RunCommand } from './run-command.ts'

/** What the host has to know of a cluster's network to pass its packets on. */
export type EgressNetwork = Pick<Lan, 'hostLink' | 'clusterCidr' | 'lanCidr'>

/**
 * Lets the cluster's nodes and pods reach what the host reaches, in the host's name: the host forwards, and a table of
 * nftables masquerades. May be said again, and goes with the cluster's network. @throws CommandError
 */
export async function openEgress(network: EgressNetwork, run: RunCommand): Promise<void> {
  const { hostLink, clusterCidr, lanCidr } = network
  const table = `table ip ${hostLink}`
  const rule = `ip saddr { ${clusterCidr}, ${lanCidr} } oifname != "${hostLink}" masquerade`
  await run(['sh', '-ec', openScript(hostLink)], {
    input: [
      ...[table, `delete ${table}`],
      `${table} { chain postrouting { type nat hook postrouting priority 100; ${rule}; }; }`,
      '',
    ].join('\n'),
  })
}

/** Other software, as Docker, may have the host forward nothing but its own. */
function openScript(link: string): string {
  return `
forward=/proc/sys/net/ipv4/ip_forward
[ "$(cat $forward)" = 1 ] || echo 1 > $forward
nft -f -
if iptables -S FORWARD 2>/dev/null | grep -q '^-P FORWARD DROP'; then
  for way in -i -o; do
    iptables -C FORWARD $way ${link} -j ACCEPT 2>/dev/null || iptables -I FORWARD $way ${link} -j ACCEPT
  done
fi`
}

/** Takes away what {@link openEgress} brought; that the host forwards stays, since others may have come to need it. */
export async function closeEgress(link: string, run: RunCommand): Promise<void> {
  const commands = [
    `nft delete table ip ${link}`,
    ...['-i', '-o'].map((way) => `iptables -D FORWARD ${way} ${link} -j ACCEPT`),
  ]
  await run(['sh', '-c', `{ ${commands.join('; ')}; } 2>/dev/null || :`])
}
