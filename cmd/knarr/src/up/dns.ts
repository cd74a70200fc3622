import { createClient } from '@knarr/client'
import type { Cluster } from '@knarr/cluster'
import { ClusterDns, dnsUser } from '@knarr/dns'

/**
 * Runs cluster DNS where the nodes' pods reach it; without such an address there are no pods to ask. A cluster
 * whose names cannot be served is still a cluster: what went wrong is logged.
 */
export async function startDns(
  cluster: Cluster,
  address: string | undefined,
): Promise<ClusterDns | undefined> {
  if (address === undefined) return undefined
  const { client, clock, random } = cluster
  const logger = cluster.logger.child('coredns')
  try {
    return await ClusterDns.start({
      ...{ client, clock, random, logger, address, clusterIP: cluster.dnsAddress },
      reader: createClient(cluster.transport({ name: dnsUser.name, groups: [...dnsUser.groups] })),
    })
  } catch (error) {
    logger.error('cluster DNS does not run', { error })
    return undefined
  }
}
