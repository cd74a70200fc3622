import type { Container } from '@knarr/api/core/v1'
import { isWaiting, type Waiting } from './image-puller.ts'
import type { Scene } from './scene.ts'
import type { PreparedPod } from './start-container.ts'

/**
 * Pulls the images of a container's image volumes, as its own is pulled. Resolves with their ids by volume, or with why the
 * container waits.
 */
export async function pullVolumeImages(
  { pod }: PreparedPod,
  container: Container,
  { images }: Scene,
): Promise<ReadonlyMap<string, string> | Waiting> {
  const pulled = new Map<string, string>()
  for (const { name, image } of pod.spec.volumes ?? []) {
    const isMounted = container.volumeMounts?.some((mount) => mount.name === name)
    if (!image || !isMounted) continue
    const found = await images.ensure(pod, { image: image.reference, imagePullPolicy: image.pullPolicy })
    if (isWaiting(found)) return found
    pulled.set(name, found.id)
  }
  return pulled
}
