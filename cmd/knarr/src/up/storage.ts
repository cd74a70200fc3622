import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
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
  try {
    return await LocalPathProvisioner.start({
      ...{ administrator, clock, random, logger },
      client: createClient(cluster.transport(user)),
      directories: await volumeDirectories(
        running.map(({ name }) => name),
        resolve(dataDirectory, 'nodes'),
      ),
    })
  } catch (error) {
    logger.error('claims are not served', { error })
    return undefined
  }
}

/** Of the nodes that run, and then of those that ran before: their volumes can still be deleted. */
async function volumeDirectories(
  running: readonly string[],
  nodesDirectory: string,
): Promise<ReadonlyMap<string, string>> {
  const known = await readdir(nodesDirectory)
  const names = [...running.toSorted(), ...known.filter((name) => !running.includes(name))]
  return new Map(names.map((name) => [name, join(nodesDirectory, name, 'volumes')]))
}
