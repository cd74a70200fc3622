import { runCommand } from '@knarr/linux'

const prefix = `knarr-traffic-${process.pid}`

const script = `set -e
for part in client node pod; do ip netns add ${prefix}-$part; ip -n ${prefix}-$part link set lo up; done
ip netns exec ${prefix}-node sysctl -qw net.ipv4.ip_forward=1
join() {
  ip -n ${prefix}-node link add $1 type veth peer name eth0 netns ${prefix}-$1
  ip -n ${prefix}-node address add $2.1/24 dev $1
  ip -n ${prefix}-node link set $1 up
  ip -n ${prefix}-$1 address add $2.2/24 dev eth0
  ip -n ${prefix}-$1 link set eth0 up
  ip -n ${prefix}-$1 route add default via $2.1
}
join client 10.199.1
join pod 10.199.2
`

/** A client and a pod, with a node between them that routes: 10.199.1.2, 10.199.2.2 and 10.199.1.1. */
export async function openTrafficNetwork(): Promise<void> {
  await runCommand(['sh', '-c', script])
}

export async function closeTrafficNetwork(): Promise<void> {
  for (const part of ['client', 'node', 'pod'])
    await runCommand(['ip', 'netns', 'delete', `${prefix}-${part}`]).catch(() => undefined)
}

/** A command as one of a part of the network. */
export function enterPart(part: 'client' | 'node' | 'pod', command: readonly string[]): string[] {
  return ['nsenter', `--net=/run/netns/${prefix}-${part}`, ...command]
}
