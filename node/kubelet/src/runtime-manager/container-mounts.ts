import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Container, VolumeMount } from '@knarr/api/core/v1'
import type { Mount } from '@knarr/rpc'
import { ConfigError } from '../container-config/config-error.ts'
import { resolveSubPath } from '../volumes/sub-path.ts'
import type { Scene } from './scene.ts'
import type { PreparedPod } from './start-container.ts'

export interface MountContext {
  /** Ids of the images its volumes show, by volume. */
  readonly volumeImages: ReadonlyMap<string, string>
  readonly attempt: number
  /** Replaces `$(NAME)` by the container's environment. */
  expanded(text: string): string
}

const propagations: Readonly<Record<string, Mount['propagation']>> = {
  HostToContainer: 'HOST_TO_CONTAINER',
  Bidirectional: 'BIDIRECTIONAL',
}

/** A container's volumes, and the files every container gets: /etc/hosts and the termination log. */
export async function mountsOf(
  prepared: PreparedPod,
  container: Container,
  context: MountContext,
  scene: Scene,
): Promise<Mount[]> {
  const { pod } = prepared
  const { paths } = scene
  const mounts: Mount[] = []
  for (const mount of container.volumeMounts ?? [])
    mounts.push(await volumeMount(prepared, mount, context, scene))
  const isMounted = (path: string): boolean => mounts.some(({ containerPath }) => containerPath === path)
  if (!pod.spec.hostNetwork && !isMounted('/etc/hosts'))
    mounts.push(bind('/etc/hosts', paths.hostsFile(pod.metadata.uid)))
  const messagePath = container.terminationMessagePath
  if (messagePath && !isMounted(messagePath)) {
    const file = paths.terminationLog(pod.metadata.uid, container.name, context.attempt)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, '')
    // Whoever the container runs as may write it, whatever the umask of this process.
    await chmod(file, 0o666)
    mounts.push(bind(messagePath, file))
  }
  return mounts
}

async function volumeMount(
  { pod, volumes }: PreparedPod,
  mount: VolumeMount,
  { expanded, volumeImages }: MountContext,
  scene: Scene,
): Promise<Mount> {
  const subPath = mount.subPathExpr ? expanded(mount.subPathExpr) : mount.subPath
  const settings = {
    containerPath: mount.mountPath,
    propagation: propagations[mount.mountPropagation ?? ''] ?? 'PRIVATE',
  }
  const image = volumeImages.get(mount.name)
  if (image !== undefined) {
    const hostPath = await scene.volumes.mountImage(pod, mount.name, { image, subPath })
    return { ...settings, hostPath, readonly: true }
  }
  const volume = volumes.get(mount.name)
  if (!volume) throw new ConfigError(`volume "${mount.name}" is not mounted`)
  return {
    ...settings,
    hostPath: subPath ? await resolveSubPath(volume.hostPath, subPath) : volume.hostPath,
    readonly: mount.readOnly === true || volume.readonly,
  }
}

function bind(containerPath: string, hostPath: string): Mount {
  return { containerPath, hostPath, readonly: false, propagation: 'PRIVATE' }
}
