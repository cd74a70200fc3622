import { nodes, services } from '@knarr/api/core/v1'
import { endpointSlices } from '@knarr/api/discovery/v1'
import { serviceCIDRs } from '@knarr/api/networking/v1'
import type { Client } from '@knarr/client'
import { ChangeTracker } from '../changes/change-tracker.ts'
import type { IpFamily } from '../model/service-port.ts'
import { familiesOf, type NodeNetwork, nodeRulesOf, ofFamily } from '../proxier/node-rules-of.ts'
import { ServiceCidrs } from '../proxier/service-cidrs.ts'
import type { Scene } from './meaning.ts'

export interface ReadSceneOptions extends NodeNetwork {
  readonly client: Client
  readonly nodeName: string
  /** Addresses that the node's kernel takes for its own, beside `nodeIps`. */
  readonly machine?: readonly string[]
}

/** What a proxy on a node goes by, read once from the cluster: one scene for each IP family of the node. */
export async function readScenes(options: ReadSceneOptions): Promise<Scene[]> {
  const { client, nodeName, nodeIps, machine = [] } = options
  const [serviceList, sliceList, nodeList, cidrList] = await Promise.all([
    ...([client.list(services), client.list(endpointSlices)] as const),
    ...([
      client.list(nodes, { fieldSelector: `metadata.name=${nodeName}` }),
      client.list(serviceCIDRs),
    ] as const),
  ])
  const cidrs = new ServiceCidrs()
  for (const cidr of cidrList.items) cidrs.update(cidr)
  const sceneOf = (family: IpFamily): Scene => {
    const tracker = new ChangeTracker({ family, nodeName })
    for (const service of serviceList.items) tracker.updateService(service)
    for (const slice of sliceList.items) tracker.updateSlice(slice)
    for (const node of nodeList.items) tracker.updateNode(node)
    return {
      entries: tracker.take().flatMap(({ entries }) => entries),
      topology: tracker.topology,
      rules: { ...nodeRulesOf(options, family), serviceCidrs: ofFamily(cidrs.list, family) },
      machine: ofFamily([...nodeIps, ...machine], family),
    }
  }
  return familiesOf(nodeIps).map(sceneOf)
}
