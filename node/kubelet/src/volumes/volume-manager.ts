import { chmod, chown, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod, Volume } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { type Clock, parseQuantity } from '@knarr/machinery'
import type { DownwardFacts } from '../container-config/downward.ts'
import type { ObjectSource } from '../container-config/object-source.ts'
import { writeAtomically } from './atomic-writer.ts'
import { checkHostPath } from './host-path.ts'
import {
  type ContentContext,
  configMapFiles,
  downwardFiles,
  projectedFiles,
  secretFiles,
} from './volume-content.ts'
import { VolumeError } from './volume-error.ts'

/** A volume as containers are given it. */
export interface MountedVolume {
  readonly hostPath: string
  readonly readonly: boolean
}

export interface VolumeManagerOptions {
  readonly rootDirectory: string
  readonly source: ObjectSource
  readonly client: Client
  readonly clock: Clock
  readonly logger: Logger
  /** Runs a command inside the node's namespaces: mounts must appear there. */
  run(argv: readonly string[]): Promise<void>
}

/** Sets pods' volumes up below `<root>/pods/<uid>/volumes`, keeps their content current, and takes them down. */
export class VolumeManager {
  readonly #options: VolumeManagerOptions

  constructor(options: VolumeManagerOptions) {
    this.#options = options
  }

  podDirectory(uid: string): string {
    return join(this.#options.rootDirectory, 'pods', uid)
  }

  /** Every volume of the pod, by name; what comes from the API is brought up to date. @throws VolumeError */
  async mountPod(pod: Pod, facts: DownwardFacts): Promise<ReadonlyMap<string, MountedVolume>> {
    const { source, client } = this.#options
    const context: ContentContext = { pod, facts, source, client }
    const mounted = new Map<string, MountedVolume>()
    for (const volume of pod.spec.volumes ?? []) {
      try {
        mounted.set(volume.name, await this.#mount(volume, context))
      } catch (cause) {
        throw new VolumeError(volume.name, cause)
      }
    }
    return mounted
  }

  /** Removes a pod's volumes and every other file kept for it. */
  async unmountPod(uid: string): Promise<void> {
    const directory = this.podDirectory(uid)
    const memory = join(directory, 'volumes', 'kubernetes.io~empty-dir-memory')
    for (const name of await readdir(memory).catch(() => [])) {
      await this.#options.run(['umount', '-l', join(memory, name)]).catch((err: unknown) => {
        this.#options.logger.debug('cannot unmount', { volume: name, err })
      })
    }
    await rm(directory, { recursive: true, force: true })
  }

  async listPodUids(): Promise<string[]> {
    return await readdir(join(this.#options.rootDirectory, 'pods')).catch(() => [])
  }

  async #mount(volume: Volume, context: ContentContext): Promise<MountedVolume> {
    const { name, emptyDir, hostPath, configMap, secret, downwardAPI, projected } = volume
    if (hostPath) return { hostPath: await checkHostPath(hostPath), readonly: false }
    if (emptyDir) return await this.#emptyDir(volume, context.pod)
    if (configMap)
      return await this.#content('configmap', name, await configMapFiles(configMap, context), context)
    if (secret) {
      const from = { ...secret, ...(secret.secretName ? { name: secret.secretName } : {}) }
      return await this.#content('secret', name, await secretFiles(from, context), context)
    }
    if (downwardAPI) {
      const files = downwardFiles(downwardAPI.items, downwardAPI.defaultMode, context)
      return await this.#content('downward-api', name, files, context)
    }
    if (projected) {
      const files = await projectedFiles(projected.sources, projected.defaultMode, context)
      return await this.#content('projected', name, files, context)
    }
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'unknown'
    throw new Error(`no volume plugin matched: this node cannot set up volumes of type ${kind}`)
  }

  async #emptyDir({ name, emptyDir }: Volume, pod: Pod): Promise<MountedVolume> {
    const isMemory = emptyDir?.medium === 'Memory'
    const directory = this.#directory(pod, isMemory ? 'empty-dir-memory' : 'empty-dir', name)
    const isNew = (await mkdir(directory, { recursive: true })) !== undefined
    if (isMemory && !(await this.#isMounted(directory)))
      await this.#mountMemory(directory, emptyDir?.sizeLimit)
    if (isNew) {
      await chmod(directory, 0o777)
      const fsGroup = pod.spec.securityContext?.fsGroup
      if (fsGroup !== undefined) {
        await chown(directory, 0, fsGroup)
        await chmod(directory, 0o2777)
      }
    }
    return { hostPath: directory, readonly: false }
  }

  async #mountMemory(directory: string, sizeLimit: string | undefined): Promise<void> {
    const size = sizeLimit && sizeLimit !== '0' ? [`size=${parseQuantity(sizeLimit).value()}`] : []
    const options = ['mode=1777', ...size].join(',')
    await this.#options.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', directory])
  }

  /** Whether the node has a mount there; a node made anew has lost those of its predecessor. */
  async #isMounted(directory: string): Promise<boolean> {
    try {
      await this.#options.run(['mountpoint', '-q', directory])
      return true
    } catch {
      return false
    }
  }

  async #content(
    plugin: string,
    name: string,
    files: Parameters<typeof writeAtomically>[1],
    { pod }: ContentContext,
  ): Promise<MountedVolume> {
    const directory = this.#directory(pod, plugin, name)
    await mkdir(directory, { recursive: true, mode: 0o755 })
    await writeAtomically(directory, files, { fsGroup: pod.spec.securityContext?.fsGroup })
    return { hostPath: directory, readonly: true }
  }

  #directory(pod: Pod, plugin: string, name: string): string {
    return join(this.podDirectory(pod.metadata.uid), 'volumes', `kubernetes.io~${plugin}`, name)
  }
}
