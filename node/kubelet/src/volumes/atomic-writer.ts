import { createHash } from 'node:crypto'
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
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'

/** One file of a volume's content. */
export interface VolumeFile {
  readonly content: Uint8Array
  readonly mode: number
}

export interface Ownership {
  /** The group files belong to and may be read by. */
  readonly fsGroup: number | undefined
}

const dataLink = '..data'
const stampFile = '..knarr-content'

/**
 * Replaces a directory's content all at once, as upstream's AtomicWriter: a new timestamped directory, the link
 * `..data` moved to it, and links for the paths users see. Nothing happens when the content is the same.
 */
export async function writeAtomically(
  directory: string,
  files: ReadonlyMap<string, VolumeFile>,
  { fsGroup }: Ownership,
): Promise<void> {
  const digest = digestOf(files, fsGroup)
  const current = await readlink(join(directory, dataLink)).catch(() => undefined)
  if (current && (await readFile(join(directory, current, stampFile), 'utf8').catch(() => '')) === digest)
    return
  // Not `join`: it would take the two dots for the parent directory.
  const fresh = await mkdtemp(`${directory}/..`)
  const name = fresh.slice(directory.length + 1)
  await chmod(fresh, 0o755)
  for (const [path, { content, mode }] of files) {
    const target = join(fresh, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o755 })
    await writeFile(target, content)
    await chmod(target, fsGroup === undefined ? mode : mode | 0o040)
    if (fsGroup !== undefined) await chown(target, 0, fsGroup)
  }
  await writeFile(join(fresh, stampFile), digest)
  const link = join(directory, `${dataLink}_tmp`)
  await rm(link, { force: true })
  await symlink(name, link)
  await rename(link, join(directory, dataLink))
  await linkVisible(directory, files)
  if (current) await rm(join(directory, current), { recursive: true, force: true })
}

function digestOf(files: ReadonlyMap<string, VolumeFile>, fsGroup: number | undefined): string {
  const hash = createHash('sha256').update(String(fsGroup))
  for (const [path, { content, mode }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${mode}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** First path parts link into `..data`; those of files that are gone are removed. */
async function linkVisible(directory: string, files: ReadonlyMap<string, VolumeFile>): Promise<void> {
  const wanted = new Set([...files.keys()].map((path) => path.split(sep)[0] as string))
  for (const name of await readdir(directory)) {
    if (!name.startsWith('..') && !wanted.has(name))
      await rm(join(directory, name), { recursive: true, force: true })
  }
  for (const name of wanted) {
    const path = join(directory, name)
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    )
    if (!isThere) await symlink(join(dataLink, name), path)
  }
}
