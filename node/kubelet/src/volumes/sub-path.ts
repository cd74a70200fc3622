import { lstat, mkdir, realpath } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { ConfigError } from '../container-config/config-error.ts'

/** The path of `subPath` inside a volume, made where it is missing; links that lead out are refused. @throws ConfigError */
export async function resolveSubPath(volumePath: string, subPath: string): Promise<string> {
  const relative = normalize(subPath)
  if (relative.startsWith('..') || relative.startsWith(sep)) {
    throw new ConfigError(`subPath "${subPath}" must be a relative path inside the volume`)
  }
  const root = await realpath(volumePath)
  let path = root
  for (const part of relative.split(sep).filter((name) => name && name !== '.')) {
    const next = join(path, part)
    const exists = await lstat(next).then(
      () => true,
      () => false,
    )
    if (!exists) await mkdir(next, { mode: 0o750 })
    path = await realpath(next)
    if (path !== root && !path.startsWith(`${root}${sep}`)) {
      throw new ConfigError(`subPath "${subPath}" leads out of the volume`)
    }
  }
  return path
}
