import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEventRecorder } from '@knarr/client'
import { Kubelet, type NodeFacts } from '@knarr/kubelet'
import { FakeRuntime } from '@knarr/kubelet/testing'
import type { Cluster } from './cluster.ts'
import { componentClient } from './component-client.ts'
import { kubernetesVersion } from './version.ts'

/** A node that only pretends: a real kubelet over a runtime that starts no process. */
export class HollowNode {
  readonly name: string
  readonly kubelet: Kubelet
  readonly #rootDirectory: string

  private constructor(name: string, kubelet: Kubelet, rootDirectory: string) {
    this.name = name
    this.kubelet = kubelet
    this.#rootDirectory = rootDirectory
  }

  static async start(cluster: Cluster, index: number): Promise<HollowNode> {
    const { clock, random, logger } = cluster
    const name = `node-${index + 1}`
    const user = { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] }
    const client = componentClient(cluster, user, 'kubelet')
    const rootDirectory = await mkdtemp(join(tmpdir(), 'knarr-hollow-'))
    let pods = 0
    const subnet = `10.${244 + (index >> 8)}.${index & 255}`
    const kubelet = await Kubelet.start({
      ...{ client, clock, random, rootDirectory },
      logger: logger.child(name),
      events: createEventRecorder({ client, clock, random, component: 'kubelet', host: name }),
      runtime: new FakeRuntime({ clock, ipFor: () => `${subnet}.${++pods}` }),
      nodeName: name,
      nodeAddress: `172.30.${index >> 8}.${index & 255}`,
      node: hollowFacts(name, `${subnet}.0/24`),
      cgroupRoot: '',
      nodeDns: { servers: [], searches: [], options: [] },
      runOnNode: async () => {},
    })
    if (kubelet.api) cluster.kubelets.add(name, kubelet.api)
    return new HollowNode(name, kubelet, rootDirectory)
  }

  async stop(): Promise<void> {
    await this.kubelet.stop()
    await rm(this.#rootDirectory, { recursive: true, force: true })
  }
}

/** What a hollow node says it is: the same everywhere, so that a seed decides all there is to decide. */
export function hollowFacts(name: string, podCidr: string): NodeFacts {
  const capacity = { cpu: '8', memory: '32Gi', pods: '110', 'ephemeral-storage': '100Gi' }
  return {
    name,
    memoryBytes: 32 * 2 ** 30,
    capacity,
    allocatable: capacity,
    podCidr,
    addresses: [{ type: 'Hostname', address: name }],
    labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' },
    nodeInfo: {
      machineID: name,
      systemUUID: name,
      bootID: name,
      kernelVersion: '6.1.0',
      osImage: 'hollow',
      containerRuntimeVersion: 'fake://0.1.0',
      kubeletVersion: kubernetesVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  }
}
