import { chmod, lchown, lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PodSecurityContext } from '@knarr/api/core/v1'

const groupReadsAndWrites = 0o660
const entersAsGroup = 0o2110

/**
 * Lets a pod's fsGroup read and write all there is in a directory, and what will be. With the policy
 * `OnRootMismatch` a directory that belongs to the group already is left as it is.
 */
export async function giveToGroup(
  directory: string,
  { fsGroup, fsGroupChangePolicy }: PodSecurityContext = {},
): Promise<void> {
  if (fsGroup === undefined) return
  if (fsGroupChangePolicy === 'OnRootMismatch' && (await isGiven(directory, fsGroup))) return
  await give(directory, fsGroup)
}

async function isGiven(directory: string, fsGroup: number): Promise<boolean> {
  const { gid, mode } = await stat(directory)
  const wanted = groupReadsAndWrites | entersAsGroup
  return gid === fsGroup && (mode & wanted) === wanted
}

/** The directory itself comes last: what was cut short begins anew. */
async function give(path: string, fsGroup: number): Promise<void> {
  const stats = await lstat(path)
  if (stats.isDirectory()) for (const name of await readdir(path)) await give(join(path, name), fsGroup)
  await lchown(path, -1, fsGroup)
  if (stats.isSymbolicLink()) return
  const added = stats.isDirectory() ? groupReadsAndWrites | entersAsGroup : groupReadsAndWrites
  await chmod(path, (stats.mode & 0o7777) | added)
}
