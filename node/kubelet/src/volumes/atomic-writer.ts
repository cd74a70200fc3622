import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Clock } from '@knarr/machinery'

/** One file of a volume's content. */
export interface VolumeFile {
  readonly content: Uint8Array
  readonly mode: number
  /** Who owns it; root unless given. */
  readonly uid?: number
}

/** A volume's whole content by relative path. */
export type VolumeFiles = ReadonlyMap<string, VolumeFile>

export interface AtomicWriteOptions {
  readonly clock: Clock
  /** The group that may read every file. */
  readonly fsGroup: number | undefined
}

const dataLink = '..data'
const maxPathLength = 4096
const maxNameLength = 255
const groupReads = 0o440
const groupEnters = 0o2550

/**
 * Replaces a directory's content all at once, as upstream's AtomicWriter: a new timestamped directory, the link
 * `..data` moved to it, and links for the paths users see. Nothing happens when the content is the same.
 */
export async function writeAtomically(
  directory: string,
  files: VolumeFiles,
  options: AtomicWriteOptions,
): Promise<void> {
  for (const path of files.keys()) checkPath(path)
  const wanted = withGroup(files, options.fsGroup)
  const current = await readlink(join(directory, dataLink)).catch(() => undefined)
  if (current !== undefined && (await isSame(join(directory, current), wanted, options.fsGroup))) {
    await linkVisible(directory, wanted)
    return
  }
  const fresh = await writeFresh(directory, wanted, options)
  const link = join(directory, `${dataLink}_tmp`)
  await rm(link, { force: true })
  await symlink(fresh, link)
  await rename(link, join(directory, dataLink))
  await linkVisible(directory, wanted)
  await removeStale(directory, wanted, fresh)
}

/** @throws Error for a path that leads out of the volume or into the writer's own names */
function checkPath(path: string): void {
  if (path === '') throw new Error('invalid path: must not be empty: ""')
  if (path.startsWith(sep)) throw new Error(`invalid path: must be relative path: ${path}`)
  if (path.length > maxPathLength)
    throw new Error(`invalid path: must be less than or equal to ${maxPathLength} characters`)
  const names = path.split(sep)
  if (names.includes('..')) throw new Error(`invalid path: must not contain '..': ${path}`)
  if (names[0]?.startsWith('..')) throw new Error(`invalid path: must not start with '..': ${path}`)
  if (names.some((name) => name.length > maxNameLength))
    throw new Error(`invalid path: filenames must be less than or equal to ${maxNameLength} characters`)
}

function withGroup(files: VolumeFiles, fsGroup: number | undefined): VolumeFiles {
  if (fsGroup === undefined) return files
  return new Map([...files].map(([path, file]) => [path, { ...file, mode: file.mode | groupReads }]))
}

/** Whether what was written before is what is wanted: the same paths, bytes, modes and owners. */
async function isSame(directory: string, files: VolumeFiles, fsGroup: number | undefined): Promise<boolean> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const present = entries.filter((entry) => entry.isFile())
  if (present.length !== files.size) return false
  for (const [path, file] of files) {
    if (!(await isSameFile(join(directory, path), file, fsGroup))) return false
  }
  return true
}

async function isSameFile(
  path: string,
  { content, mode, uid }: VolumeFile,
  fsGroup: number | undefined,
): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats?.isFile() || stats.size !== content.length || (stats.mode & 0o7777) !== mode) return false
  if ((fsGroup ?? stats.gid) !== stats.gid || (uid ?? stats.uid) !== stats.uid) return false
  return (await readFile(path)).equals(content)
}

/** Writes a new timestamped directory; resolves with its name. */
async function writeFresh(
  directory: string,
  files: VolumeFiles,
  { clock, fsGroup }: AtomicWriteOptions,
): Promise<string> {
  const [date = '', time = ''] = new Date(clock.now()).toISOString().slice(0, 19).split('T')
  const stamp = `..${date.replaceAll('-', '_')}_${time.replaceAll(':', '_')}.`
  // Not `join`: it would take the two dots for the parent directory.
  const fresh = await mkdtemp(`${directory}/${stamp}`)
  try {
    await own(fresh, fsGroup)
    for (const [path, file] of files) await writeOne(fresh, path, { file, fsGroup })
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    throw error
  }
  return fresh.slice(directory.length + 1)
}

async function writeOne(
  root: string,
  path: string,
  { file: { content, mode, uid }, fsGroup }: { file: VolumeFile; fsGroup: number | undefined },
): Promise<void> {
  const target = join(root, path)
  const parents = dirname(path).split(sep)
  for (const depth of parents.keys()) {
    const parent = join(root, ...parents.slice(0, depth + 1))
    if (parent !== root && (await mkdir(parent, { recursive: true }))) await own(parent, fsGroup)
  }
  await writeFile(target, content)
  if (fsGroup !== undefined || uid !== undefined) await chown(target, uid ?? -1, fsGroup ?? -1)
  await chmod(target, mode)
}

async function own(directory: string, fsGroup: number | undefined): Promise<void> {
  if (fsGroup !== undefined) await chown(directory, -1, fsGroup)
  await chmod(directory, fsGroup === undefined ? 0o755 : 0o755 | groupEnters)
}

/** The first part of every path is a link into `..data`. */
async function linkVisible(directory: string, files: VolumeFiles): Promise<void> {
  for (const name of visibleNames(files)) {
    const path = join(directory, name)
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    )
    if (!isThere) await symlink(join(dataLink, name), path)
  }
}

/** Removes links of files that are gone, and what earlier writes left. */
async function removeStale(directory: string, files: VolumeFiles, fresh: string): Promise<void> {
  const kept = new Set([dataLink, fresh, ...visibleNames(files)])
  for (const name of await readdir(directory)) {
    if (!kept.has(name)) await rm(`${directory}/${name}`, { recursive: true, force: true })
  }
}

function visibleNames(files: VolumeFiles): Set<string> {
  return new Set([...files.keys()].map((path) => path.split(sep)[0] as string))
}
