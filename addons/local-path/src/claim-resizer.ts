import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { type Controller, isBoundTo, type ReconcileContext, volumeAnnotations } from '@knarr/controller'
import { parseQuantity } from '@knarr/machinery'
import { provisionerName } from './provisioner-objects.ts'

/**
 * Grants claims that ask for more what they ask for: volume first, then claim. A directory has no size, and
 * whether a class allows it was asked on admission.
 */
export function claimResizer(): Controller {
  return {
    name: 'local-path-resizer',
    eventSource: provisionerName,
    watches: persistentVolumeClaims,
    reads: [persistentVolumes],

    async reconcile(key, context) {
      const claim = context.lister.get(persistentVolumeClaims, key)
      const volume = claim && volumeOf(claim, context)
      if (claim && volume) await resize(claim, volume, context)
      return undefined
    },
  }
}

function volumeOf(claim: PersistentVolumeClaim, { lister }: ReconcileContext): PersistentVolume | undefined {
  if (claim.status?.phase !== 'Bound') return undefined
  const volume = lister.get(persistentVolumes, { namespace: '', name: claim.spec.volumeName ?? '' })
  const madeBy = volume?.metadata.annotations?.[volumeAnnotations.provisionedBy]
  return volume && madeBy === provisionerName && isBoundTo(volume, claim) ? volume : undefined
}

async function resize(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
  { client, events }: ReconcileContext,
): Promise<void> {
  const storage = claim.spec.resources?.requests?.['storage'] ?? '0'
  if (!isLess(claim.status?.capacity, storage)) return
  if (isLess(volume.spec.capacity, storage)) {
    const message = `External resizer is resizing volume ${volume.metadata.name}`
    events.event(claim, { type: 'Normal', reason: 'Resizing', message })
    const capacity = { ...volume.spec.capacity, storage }
    await client.update(persistentVolumes, { ...volume, spec: { ...volume.spec, capacity } })
  }
  const status = { ...claim.status, capacity: { ...claim.status?.capacity, storage } }
  await client.updateStatus(persistentVolumeClaims, { ...claim, status })
  const message = 'Resize volume succeeded'
  events.event(claim, { type: 'Normal', reason: 'VolumeResizeSuccessful', message })
}

function isLess(capacity: Record<string, string> | undefined, storage: string): boolean {
  return parseQuantity(capacity?.['storage'] ?? '0').compare(parseQuantity(storage)) < 0
}
