import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Container, VolumeMount } from '@knarr/api/core/v1'
import type { Mount } from '@knarr/rpc'
import { ConfigError } from '../container-config/config-error.ts'
import { resolveSubPath } from '../volumes/sub-path.ts'
import type { Scene } from './scene.ts'
import type { PreparedPod } from './start-container.ts'

export interface MountContext {
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
  { paths }: Scene,
): Promise<Mount[]> {
  const { pod } = prepared
  const mounts: Mount[] = []
  for (const mount of container.volumeMounts ?? []) mounts.push(await volumeMount(prepared, mount, context))
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
  { volumes }: PreparedPod,
  mount: VolumeMount,
  { expanded }: MountContext,
): Promise<Mount> {
  const volume = volumes.get(mount.name)
  if (!volume) throw new ConfigError(`volume "${mount.name}" is not mounted`)
  const subPath = mount.subPathExpr ? expanded(mount.subPathExpr) : mount.subPath
  return {
    containerPath: mount.mountPath,
    hostPath: subPath ? await resolveSubPath(volume.hostPath, subPath) : volume.hostPath,
    readonly: mount.readOnly === true || volume.readonly,
    propagation: propagations[mount.mountPropagation ?? ''] ?? 'PRIVATE',
  }
}

function bind(containerPath: string, hostPath: string): Mount {
  return { containerPath, hostPath, readonly: false, propagation: 'PRIVATE' }
}
