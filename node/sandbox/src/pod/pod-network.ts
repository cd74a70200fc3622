import { type NodeNamespaces, type RunCommand, runIpBatches } from '@knarr/linux'

export interface PodLink {
  /** The process in whose network namespace the pod lives. */
  readonly holderPid: number
  readonly address: string
  readonly gateway: string
  /** The node's end of the pod's link. */
  readonly link: string
}

/** The node's end of a pod's link: at most 15 characters. */
export function linkName(podSandboxId: string): string {
  return `veth${podSandboxId.slice(0, 11)}`
}

/** Links a pod to its node, point to point: the node routes its one address, the pod routes all to the gateway. */
export async function connectPod(run: RunCommand, node: NodeNamespaces, pod: PodLink): Promise<void> {
  const { holderPid, address, gateway, link } = pod
  const nodeSide = [
    `link add ${link} type veth peer name eth0 netns ${holderPid}`,
    `addr add ${gateway}/32 dev ${link}`,
    `link set ${link} up`,
    `route replace ${address}/32 dev ${link}`,
  ]
  const podSide = [
    `addr add ${address}/32 dev eth0`,
    'link set eth0 up',
    `route add ${gateway} dev eth0 scope link`,
    `route add default via ${gateway} dev eth0`,
  ]
  await runIpBatches(run, [
    { pid: node.initPid, commands: nodeSide },
    { pid: holderPid, commands: podSide },
  ])
}

export async function disconnectPod(run: RunCommand, node: NodeNamespaces, link: string): Promise<void> {
  await runIpBatches(run, [{ pid: node.initPid, commands: [`link del ${link}`], force: true }])
}
