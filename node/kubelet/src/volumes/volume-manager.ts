import { chmod, chown, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { nodes, type Pod, type Volume } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { Logger } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import type { DownwardFacts } from '../container-config/downward.ts'
import type { ObjectSource } from '../container-config/object-source.ts'
import { type VolumeFiles, writeAtomically } from './atomic-writer.ts'
import { type ClaimedVolume, claimedVolume, usedVolumes } from './claimed-volume.ts'
import { EmptyDirs, memoryPlugin } from './empty-dir.ts'
import { checkHostPath } from './host-path.ts'
import { ImageVolumes, imagePartPlugin, imagePlugin } from './image-volumes.ts'
import { NodeMounts, type RunOnNode } from './node-mounts.ts'
import { PersistentVolumes } from './persistent-volumes.ts'
import { ServiceAccountTokens } from './service-account-tokens.ts'
import { type ContentContext, contentKinds } from './volume-content.ts'
import { UnknownVolumesError, VolumeError } from './volume-error.ts'

/** A volume as containers are given it. */
export interface MountedVolume {
  readonly hostPath: string
  readonly readonly: boolean
  /** Whether containers get it as a block device, not as files. */
  readonly isDevice?: boolean
}

export interface VolumeManagerOptions {
  readonly rootDirectory: string
  readonly nodeName: string
  readonly source: ObjectSource
  readonly client: Client
  readonly clock: Clock
  readonly logger: Logger
  /** Runs a command inside the node's namespaces: mounts must appear there. */
  readonly run: RunOnNode
  /** Mounts an image's files at a directory of the node. */
  mountImage(image: string, directory: string): Promise<void>
}

/** Sets pods' volumes up below `<root>/pods/<uid>/volumes`, keeps their content current, and takes them down. */
export class VolumeManager {
  readonly #options: VolumeManagerOptions
  readonly #tokens: ServiceAccountTokens
  readonly #mounts: NodeMounts
  readonly #emptyDirs: EmptyDirs
  readonly #imageVolumes: ImageVolumes
  readonly #persistentVolumes: PersistentVolumes

  constructor(options: VolumeManagerOptions) {
    this.#options = options
    this.#tokens = new ServiceAccountTokens(options.client, options.clock)
    const { run, mountImage } = options
    this.#mounts = new NodeMounts(run)
    this.#emptyDirs = new EmptyDirs(run, this.#mounts)
    this.#imageVolumes = new ImageVolumes({ mounts: this.#mounts, run, mountImage })
    const { client, nodeName, rootDirectory } = options
    this.#persistentVolumes = new PersistentVolumes(join(rootDirectory, 'pods'), () =>
      client.get(nodes, { namespace: '', name: nodeName }),
    )
  }

  podDirectory(uid: string): string {
    return join(this.#options.rootDirectory, 'pods', uid)
  }

  /**
   * Every volume of the pod but those of images and claims that no container uses, by name; what comes from the
   * API is brought up to date. @throws VolumeError, UnknownVolumesError
   */
  async mountPod(pod: Pod, facts: DownwardFacts): Promise<ReadonlyMap<string, MountedVolume>> {
    const context: ContentContext = { pod, facts, source: this.#options.source, tokens: this.#tokens }
    const mounted = new Map<string, MountedVolume>()
    for (const [name, claimed] of await this.#claimed(pod))
      mounted.set(name, await this.#persistentVolumes.mount(pod, claimed))
    for (const volume of pod.spec.volumes ?? []) {
      if (volume.image || isClaim(volume)) continue
      try {
        mounted.set(volume.name, await this.#mount(volume, context))
      } catch (cause) {
        throw new VolumeError(volume.name, cause)
      }
    }
    return mounted
  }

  /** Where a volume of the pod shows the image, or a part of it. @throws ConfigError where there is no such part */
  async mountImage(
    { metadata }: Pod,
    volume: string,
    { image, subPath }: { readonly image: string; readonly subPath?: string | undefined },
  ): Promise<string> {
    return await this.#imageVolumes.mount(this.#volumes(metadata.uid), volume, image, subPath)
  }

  /** Removes a pod's volumes and every other file kept for it; what cannot be unmounted is left for a retry. */
  async unmountPod(uid: string): Promise<void> {
    this.#tokens.forget(uid)
    for (const plugin of [memoryPlugin, imagePartPlugin, imagePlugin]) {
      await this.#mounts.unmountIn(join(this.#volumes(uid), plugin))
    }
    await rm(this.podDirectory(uid), { recursive: true, force: true })
  }

  /** The pods that files are kept for, running or not. */
  async listPodUids(): Promise<string[]> {
    return await readdir(join(this.#options.rootDirectory, 'pods')).catch(() => [])
  }

  async #claimed(pod: Pod): Promise<ReadonlyMap<string, ClaimedVolume>> {
    const claimed = new Map<string, ClaimedVolume>()
    const problems = new Map<string, unknown>()
    const { mounts, devices } = usedVolumes(pod)
    for (const volume of pod.spec.volumes?.filter(isClaim) ?? []) {
      const { name } = volume
      if (!mounts.has(name) && !devices.has(name)) continue
      try {
        claimed.set(name, await claimedVolume(pod, volume, this.#options.client))
      } catch (error) {
        problems.set(name, error)
      }
    }
    if (problems.size > 0) throw new UnknownVolumesError(problems)
    return claimed
  }

  async #mount(volume: Volume, context: ContentContext): Promise<MountedVolume> {
    const { hostPath, emptyDir } = volume
    const { pod, facts } = context
    if (hostPath) return { hostPath: await checkHostPath(hostPath), readonly: false }
    if (emptyDir) {
      const volumes = this.#volumes(pod.metadata.uid)
      return { hostPath: await this.#emptyDirs.mount(volumes, volume, pod, facts), readonly: false }
    }
    for (const { plugin, read } of contentKinds) {
      const files = await read(volume, context)
      if (files) return { hostPath: await this.#write(plugin, volume, pod, files), readonly: true }
    }
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? 'none'
    throw new Error(`no volume plugin matched: this node cannot set up volumes of type ${kind}`)
  }

  async #write(plugin: string, { name }: Volume, pod: Pod, files: VolumeFiles): Promise<string> {
    const directory = join(this.#volumes(pod.metadata.uid), `kubernetes.io~${plugin}`, name)
    const fsGroup = pod.spec.securityContext?.fsGroup
    if (await mkdir(directory, { recursive: true })) {
      if (fsGroup !== undefined) await chown(directory, -1, fsGroup)
      await chmod(directory, fsGroup === undefined ? 0o777 : 0o2777)
    }
    await writeAtomically(directory, files, { clock: this.#options.clock, fsGroup })
    return directory
  }

  #volumes(uid: string): string {
    return join(this.podDirectory(uid), 'volumes')
  }
}

function isClaim({ persistentVolumeClaim, ephemeral }: Volume): boolean {
  return persistentVolumeClaim !== undefined || ephemeral !== undefined
}
