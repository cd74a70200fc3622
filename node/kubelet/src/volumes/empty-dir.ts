import { chmod, chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod, Volume } from '@knarr/api/core/v1'
import { parseQuantity } from '@knarr/machinery'
import type { DownwardFacts } from '../container-config/downward.ts'
import type { NodeMounts, RunOnNode } from './node-mounts.ts'

const diskPlugin = 'kubernetes.io~empty-dir'
export const memoryPlugin = 'kubernetes.io~empty-dir-memory'

/** Makes emptyDir volumes: directories, or tmpfs mounts inside the node's namespaces. */
export class EmptyDirs {
  readonly #run: RunOnNode
  readonly #mounts: NodeMounts

  constructor(run: RunOnNode, mounts: NodeMounts) {
    this.#run = run
    this.#mounts = mounts
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
    if (medium === 'Memory') {
      const options = tmpfsOptions(volume, pod, facts)
      await this.#mounts.ensure(directory, () =>
        this.#run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', directory]),
      )
    } else if (isNew) {
      if (fsGroup !== undefined) await chown(directory, -1, fsGroup)
      await chmod(directory, fsGroup === undefined ? 0o777 : 0o2777)
    }
    return directory
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
