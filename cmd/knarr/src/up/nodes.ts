import { join } from 'node:path'
import { nodes as nodeResource } from '@knarr/api/core/v1'
import {
  type Cluster,
  kubernetesVersion,
  LocalNode,
  openImageStore,
  type RuntimeChoice,
} from '@knarr/cluster'
import { isConditionTrue } from '@knarr/controller'
import { readMachine } from '@knarr/kubelet'
import { sleep } from '@knarr/machinery'
import type { UpOptions } from './up-options.ts'

export interface NodesOptions {
  readonly cluster: Cluster
  readonly options: UpOptions
  readonly runtime: RuntimeChoice
  /** Nodes are added as they start, so that a failure later still stops them. */
  readonly into: LocalNode[]
}

/** Starts the machine's nodes, all at once. */
export async function startNodes({ cluster, options, runtime, into }: NodesOptions): Promise<void> {
  const machine = readMachine()
  const serviceCidr = options.server.serviceClusterIpRange[0]
  const imageStore = runtime.kind === 'sandbox' ? openImageStore(join(options.dataDir, 'images')) : undefined
  await Promise.all(
    Array.from({ length: options.nodes }, async (_, index) => {
      const name = `knarr-${index + 1}`
      into.push(
        await LocalNode.start({
          ...{ cluster, name, index, runtime, imageStore },
          dataDirectory: options.dataDir,
          nodePath: process.execPath,
          proxy: options.proxy,
          podEgress: options.podEgress,
          architecture: process.arch,
          ...(serviceCidr ? { serviceCidr } : {}),
          facts: (node) => machine.factsFor({ ...node, name, kubeletVersion: kubernetesVersion }),
        }),
      )
    }),
  )
}

/** Resolves once every node is Ready and reaches services; with nothing to run containers, once they are registered. */
export async function nodesReady(
  cluster: Cluster,
  nodes: readonly LocalNode[],
  { kind }: RuntimeChoice,
): Promise<void> {
  if (kind === 'none') return
  const isReady = async (): Promise<boolean> => {
    const { items } = await cluster.client.list(nodeResource)
    return nodes.every(({ name }) =>
      items.some(
        ({ metadata, status }) => metadata.name === name && isConditionTrue(status?.conditions, 'Ready'),
      ),
    )
  }
  for (let tries = 0; tries < 600 && !(await isReady()); tries++) await sleep(cluster.clock, 5 + tries)
  await Promise.all(nodes.map((node) => node.servicesReachable()))
}
