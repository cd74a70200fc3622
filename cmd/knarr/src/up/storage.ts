import { resolve } from 'node:path'
import { createClient } from '@knarr/client'
import type { Cluster, LocalNode } from '@knarr/cluster'
import { LocalPathProvisioner, provisionerUser } from '@knarr/local-path'

/**
 * Serves claims with directories of the nodes; where nothing runs containers there is nobody to claim them. A cluster
 * whose claims cannot be served is still a cluster: what went wrong is logged.
 */
export async function startStorage(
  cluster: Cluster,
  nodes: readonly LocalNode[],
  dataDirectory: string,
): Promise<LocalPathProvisioner | undefined> {
  const running = nodes.filter(({ hostAddress }) => hostAddress !== undefined)
  if (running.length === 0) return undefined
  const { client: administrator, clock, random } = cluster
  const logger = cluster.logger.child('local-path-provisioner')
  const user = { name: provisionerUser.name, groups: [...provisionerUser.groups] }
  const directoryOf = (node: string): string => resolve(dataDirectory, 'nodes', node, 'volumes')
  try {
    return await LocalPathProvisioner.start({
      ...{ administrator, clock, random, logger },
      client: createClient(cluster.transport(user)),
      directories: new Map(running.map(({ name }) => [name, directoryOf(name)])),
    })
  } catch (error) {
    logger.error('claims are not served', { error })
    return undefined
  }
}
