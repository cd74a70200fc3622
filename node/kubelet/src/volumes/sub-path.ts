import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { ConfigError } from '../container-config/config-error.ts'

/**
 * The path of `subPath` inside a volume with every link followed, made with the volume's own mode where it is
 * missing. @throws ConfigError where it is no relative path, or links lead out of the volume
 */
export async function resolveSubPath(volumePath: string, subPath: string): Promise<string> {
  if (subPath.startsWith(sep))
    throw new ConfigError(`error SubPath \`${subPath}\` must not be an absolute path`)
  const names = subPath.split(sep).filter((name) => name && name !== '.')
  if (names.includes('..'))
    throw new ConfigError(`unable to provision SubPath \`${subPath}\`: must not contain '..'`)
  const root = await realpath(volumePath)
  const mode = (await stat(root)).mode & 0o7777
  let path = root
  for (const name of names) path = await step(path, name, { root, mode, subPath })
  return path
}

async function step(
  parent: string,
  name: string,
  { root, mode, subPath }: { root: string; mode: number; subPath: string },
): Promise<string> {
  const next = join(parent, name)
  const known = await lstat(next).catch(() => undefined)
  if (!known) {
    try {
      await mkdir(next)
    } catch (cause) {
      throw new ConfigError(`failed to create subPath directory "${subPath}" of the volume`, { cause })
    }
    await chmod(next, mode)
    return next
  }
  const path = await realpath(next).catch((cause: unknown) => {
    throw new ConfigError(`subPath "${subPath}" follows a link to what is not there`, { cause })
  })
  if (path !== root && !path.startsWith(`${root}${sep}`))
    throw new ConfigError(`subPath "${subPath}" leads out of the volume`)
  return path
}
