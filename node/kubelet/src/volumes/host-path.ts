import { lstat, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
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

/** Checks a hostPath by its type, making what `…OrCreate` asks for. @throws Error in upstream's words */
export async function checkHostPath({ path, type = '' }: HostPathVolumeSource): Promise<string> {
  const exists = await lstat(path).then(
    () => true,
    () => false,
  )
  if (!exists && type === 'DirectoryOrCreate') await mkdir(path, { recursive: true, mode: 0o755 })
  else if (!exists && type === 'FileOrCreate') {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 })
    await writeFile(path, '', { mode: 0o644 })
  }
  const check = checks[type]
  if (!check) return path
  const [holds, complaint] = check
  const stats = await stat(path).catch(() => undefined)
  if (!stats || !holds(stats)) throw new Error(`hostPath type check failed: ${path} ${complaint}`)
  return path
}
