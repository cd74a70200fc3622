import { lstat, mkdir, open, stat } from 'node:fs/promises'
import type { HostPathVolumeSource } from '@knarr/api/core/v1'

type Stats = Awaited<ReturnType<typeof stat>>

const checks: Readonly<Record<string, readonly [(stats: Stats) => boolean, string]>> = {
  Directory: [(stats) => stats.isDirectory(), 'is not a directory'],
  DirectoryOrCreate: [(stats) => stats.isDirectory(), 'is not a directory'],
  File: [(stats) => stats.isFile(), 'is not a file'],
  FileOrCreate: [(stats) => stats.isFile(), 'is not a file'],
  Socket: [(stats) => stats.isSocket(), 'is not a socket file'],
  CharDevice: [(stats) => stats.isCharacterDevice(), 'is not a character device'],
  BlockDevice: [(stats) => stats.isBlockDevice(), 'is not a block device'],
}

/**
 * Checks a hostPath by its type, making what `…OrCreate` asks for: a file's parent directory must be there.
 * @throws Error in upstream's words
 */
export async function checkHostPath({ path, type = '' }: HostPathVolumeSource): Promise<string> {
  if (path.split('/').includes('..')) throw new Error(`invalid HostPath \`${path}\`: must not contain '..'`)
  if (type === '') return path
  const check = checks[type]
  if (!check) throw new Error(`${type} is an invalid volume type`)
  if (type.endsWith('OrCreate') && !(await exists(path))) await make(path, type)
  const [holds, complaint] = check
  const stats = await stat(path).catch(() => undefined)
  if (!stats || !holds(stats)) throw new Error(`hostPath type check failed: ${path} ${complaint}`)
  return path
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}

async function make(path: string, type: string): Promise<void> {
  try {
    if (type === 'DirectoryOrCreate') await mkdir(path, { recursive: true, mode: 0o755 })
    else await (await open(path, 'a', 0o644)).close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error(`open ${path}: no such file or directory`, { cause: error })
  }
}
