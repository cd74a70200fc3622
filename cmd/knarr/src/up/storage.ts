import { resolve } from 'node:path'
import { createClient } from '@knarr/client'
import type { Cluster, LocalNode } from '@knarr/cluster'
import { LocalPathProvisioner, provisionerUser } from '@knarr/local-path'

/** Serves claims with directories of the nodes; where nothing runs containers there is nobody to claim them. */
export async function startStorage(
  cluster: Cluster,
  nodes: readonly LocalNode[],
  dataDirectory: string,
): Promise<LocalPathProvisioner | undefined> {
  const running = nodes.filter(({ hostAddress }) => hostAddress !== undefined)
  if (running.length === 0) return undefined
  const { client: administrator, clock, random, logger } = cluster
  return await LocalPathProvisioner.start({
    ...{ administrator, clock, random, logger: logger.child('local-path-provisioner') },
    client: createClient(
      cluster.transport({ name: provisionerUser.name, groups: [...provisionerUser.groups] }),
    ),
    directories: new Map(running.map(({ name }) => [name, resolve(dataDirectory, 'nodes', name, 'volumes')])),
  })
}
