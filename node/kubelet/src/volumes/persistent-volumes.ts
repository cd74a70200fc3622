import { access, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Node, PersistentVolume, Pod } from '@knarr/api/core/v1'
import { isReachable } from '@knarr/controller'
import type { ClaimedVolume } from './claimed-volume.ts'
import { checkHostPath } from './host-path.ts'
import { VolumeError } from './volume-error.ts'
import type { MountedVolume } from './volume-manager.ts'
import { giveToGroup } from './volume-ownership.ts'

const localPlugin = 'kubernetes.io~local-volume'

/** Shows pods the persistent volumes behind their claims: directories and devices of the node. */
export class PersistentVolumes {
  readonly #podsDirectory: string
  readonly #thisNode: () => Promise<Node>

  constructor(podsDirectory: string, thisNode: () => Promise<Node>) {
    this.#podsDirectory = podsDirectory
    this.#thisNode = thisNode
  }

  /** @throws VolumeError in upstream's words */
  async mount(pod: Pod, { volume, readonly, isDevice }: ClaimedVolume): Promise<MountedVolume> {
    const { hostPath, local } = volume.spec
    const { name } = volume.metadata
    const isSetUp = local && (await exists(this.#mark(pod.metadata.uid, name)))
    if (isSetUp) return { hostPath: local.path, readonly }
    await this.#checkPlace(volume, isDevice ? 'MapVolume' : 'MountVolume')
    if (isDevice) return { hostPath: await deviceOf(volume), readonly, isDevice }
    try {
      if (hostPath) return { hostPath: await checkHostPath(hostPath), readonly }
    } catch (cause) {
      throw new VolumeError(name, cause)
    }
    if (!local) throw new VolumeError(name, notOurs(volume), 'MountVolume.FindPluginBySpec failed')
    await checkLocal(name, local.path)
    await this.#own(pod, { name, path: local.path, readonly })
    return { hostPath: local.path, readonly }
  }

  /** Nodes of one machine see each other's files, but have their own volumes only. */
  async #checkPlace(volume: PersistentVolume, operation: string): Promise<void> {
    if (!volume.spec.nodeAffinity?.required || isReachable(volume, await this.#thisNode())) return
    const problem = new Error('no matching NodeSelectorTerms')
    throw new VolumeError(volume.metadata.name, problem, `${operation}.NodeAffinity check failed`)
  }

  /** The first pod here that has a volume makes it its group's; a directory of the pod's own tells that it was. */
  async #own(
    pod: Pod,
    { name, path, readonly }: { readonly name: string; readonly path: string; readonly readonly: boolean },
  ): Promise<void> {
    const { uid } = pod.metadata
    try {
      if (!readonly && !(await this.#isUsed(name))) await giveToGroup(path, pod.spec.securityContext)
      await mkdir(this.#mark(uid, name), { recursive: true, mode: 0o750 })
    } catch (cause) {
      throw new VolumeError(name, cause)
    }
  }

  async #isUsed(name: string): Promise<boolean> {
    const uids = await readdir(this.#podsDirectory).catch(() => [])
    const marks = await Promise.all(uids.map((uid) => exists(this.#mark(uid, name))))
    return marks.includes(true)
  }

  #mark(uid: string, name: string): string {
    return join(this.#podsDirectory, uid, 'volumes', localPlugin, name)
  }
}

async function checkLocal(name: string, path: string): Promise<void> {
  const fail = (cause: unknown): never => {
    throw new VolumeError(name, cause, 'MountVolume.NewMounter initialization failed')
  }
  const stats = await stat(path).catch(() => fail(new Error(`path "${path}" does not exist`)))
  if (stats.isBlockDevice()) fail(new Error('this node makes no file systems on block devices'))
  if (!stats.isDirectory()) fail(new Error('only directory and block device are supported'))
}

async function deviceOf(volume: PersistentVolume): Promise<string> {
  const { metadata, spec } = volume
  const path = spec.local?.path ?? spec.hostPath?.path
  if (path === undefined)
    throw new VolumeError(metadata.name, notOurs(volume), 'MapVolume.FindMapperPluginBySpec failed')
  const stats = await stat(path).catch(() => undefined)
  if (stats?.isBlockDevice()) return path
  const problem = stats ? `path "${path}" is not a block device` : `path "${path}" does not exist`
  throw new VolumeError(metadata.name, new Error(problem), 'MapVolume.MapBlockVolume failed')
}

function notOurs({ spec }: PersistentVolume): Error {
  const others = ['accessModes', 'capacity', 'claimRef', 'nodeAffinity', 'mountOptions']
  const kind = Object.entries(spec).find(([key, value]) => isSource(value) && !others.includes(key))?.[0]
  return new Error(`no volume plugin matched: this node cannot set up persistent volumes of type ${kind}`)
}

function isSource(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
