import { type PersistentVolumeClaim, persistentVolumeClaims, persistentVolumes } from '@knarr/api/core/v1'
import { claimVolume, isBindingComplete, volumeAnnotations, withAnnotations } from '@knarr/controller'
import { keyOf, sleep } from '@knarr/machinery'
import type { Handle } from '../../framework/handle.ts'
import type { NodeVolumes } from './node-volumes.ts'

/** How long a binding may take before the pod is tried anew: upstream's `bindTimeoutSeconds`. */
const bindTimeoutMs = 600_000
const pollMs = 50

/**
 * Gives volumes to their claims, asks for those to be made, and waits until the volume controllers have
 * finished both. Rejects when that takes too long or a claim loses its node again, as provisioners have it
 * that cannot serve a node.
 */
export async function bindVolumes(volumes: NodeVolumes, node: string, handle: Handle): Promise<void> {
  const { client, clock } = handle
  for (const { claim, volume } of volumes.bindings) {
    const claimed = claimVolume(volume, claim)
    if (claimed !== volume) await client.update(persistentVolumes, claimed)
  }
  for (const claim of volumes.provisions)
    if (!claim.metadata.annotations?.[volumeAnnotations.selectedNode])
      await client.update(
        persistentVolumeClaims,
        withAnnotations(claim, { [volumeAnnotations.selectedNode]: node }),
      )
  const isBound = bindingWatch(node, handle)
  const deadlineMs = clock.now() + bindTimeoutMs
  const claims = [...volumes.bindings.map(({ claim }) => claim), ...volumes.provisions]
  while (!claims.every(isBound)) {
    if (clock.now() >= deadlineMs) throw new Error('binding volumes: context deadline exceeded')
    await sleep(clock, pollMs)
  }
}

/** Tells whether a claim is bound by now; throws once it is gone, or was given to the node and taken back. */
function bindingWatch(node: string, { lister }: Handle): (claim: PersistentVolumeClaim) => boolean {
  const given = new Set<string>()
  return (waiting) => {
    const { name } = waiting.metadata
    const claim = lister.get(persistentVolumeClaims, keyOf(waiting))
    if (!claim) throw new Error(`binding volumes: persistentvolumeclaim "${name}" not found`)
    const { annotations = {} } = claim.metadata
    if (annotations[volumeAnnotations.selectedNode] === node) given.add(name)
    else if (given.has(name)) throw new Error(`binding volumes: provisioning failed for PVC "${name}"`)
    return isBindingComplete(claim) && Boolean(claim.spec.volumeName)
  }
}
