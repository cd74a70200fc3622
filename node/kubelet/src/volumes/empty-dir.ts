import { chmod, chown, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod, Volume } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'
import type { DownwardFacts } from '../container-config/downward.ts'

const diskPlugin = 'kubernetes.io~empty-dir'
const memoryPlugin = 'kubernetes.io~empty-dir-memory'

/** Makes emptyDir volumes: directories, or tmpfs mounts inside the node's namespaces. */
export class EmptyDirs {
  readonly #run: (argv: readonly string[]) => Promise<void>
  /** What this process has mounted or seen mounted, so that it need not look at every sync. */
  readonly #mounted = new Set<string>()

  constructor(run: (argv: readonly string[]) => Promise<void>) {
    this.#run = run
  }

  /** Resolves with the volume's directory below `volumes`, made when it is not there. */
  async mount(volumes: string, volume: Volume, pod: Pod, facts: DownwardFacts): Promise<string> {
    const medium = volume.emptyDir?.medium ?? ''
    if (medium !== '' && medium !== 'Memory') {
      const isKnown = medium.startsWith('HugePages')
      throw new Error(
        isKnown ? `this node has no ${medium} for emptyDir` : `unknown storage medium "${medium}"`,
      )
    }
    const directory = join(volumes, medium === 'Memory' ? memoryPlugin : diskPlugin, volume.name)
    const isNew = (await mkdir(directory, { recursive: true })) !== undefined
    const fsGroup = pod.spec.securityContext?.fsGroup
    if (medium === 'Memory') await this.#mountMemory(directory, tmpfsOptions(volume, pod, facts))
    else if (isNew) {
      if (fsGroup !== undefined) await chown(directory, -1, fsGroup)
      await chmod(directory, fsGroup === undefined ? 0o777 : 0o2777)
    }
    return directory
  }

  /** Unmounts what is mounted below `volumes`. */
  async unmount(volumes: string): Promise<void> {
    const directory = join(volumes, memoryPlugin)
    for (const name of await readdir(directory).catch(() => [])) {
      const path = join(directory, name)
      this.#mounted.delete(path)
      if (await this.#isMounted(path)) await this.#run(['umount', '-l', path])
    }
  }

  async #mountMemory(directory: string, options: string): Promise<void> {
    if (this.#mounted.has(directory)) return
    if (!(await this.#isMounted(directory)))
      await this.#run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', directory])
    this.#mounted.add(directory)
  }

  /** Whether the node has a mount there; a node made anew has lost those of its predecessor. */
  async #isMounted(directory: string): Promise<boolean> {
    try {
      await this.#run(['mountpoint', '-q', directory])
      return true
    } catch {
      return false
    }
  }
}

function tmpfsOptions({ emptyDir }: Volume, pod: Pod, { allocatable }: DownwardFacts): string {
  const limits = [allocatable.memory, podMemoryLimit(pod), emptyDir?.sizeLimit]
    .map((text) => (text ? parseQuantity(text).value() : 0n))
    .filter((bytes) => bytes > 0n)
  const [size = 0n] = limits.sort((a, b) => (a < b ? -1 : 1))
  const fsGroup = pod.spec.securityContext?.fsGroup
  const ownership = fsGroup === undefined ? ['mode=1777'] : ['mode=3777', `gid=${fsGroup}`]
  return [...ownership, ...(size > 0n ? [`size=${size}`] : [])].join(',')
}

/** What the pod's containers may use together; undefined unless each has a limit. */
function podMemoryLimit({ spec }: Pod): string | undefined {
  const whole = spec.resources?.limits?.memory
  if (whole) return whole
  let sum = 0n
  for (const { resources } of spec.containers) {
    const limit = resources?.limits?.memory
    if (!limit) return undefined
    sum += parseQuantity(limit).value()
  }
  return String(sum)
}
