import type { PersistentVolume } from '@knarr/api/core/v1'
import { type ReconcileContext, volumeAnnotations } from '@knarr/controller'
import { eventReasons } from '../event-reasons.ts'
import { setVolumePhase } from './binder-context.ts'

/**
 * What becomes of a released volume. Those a provisioner made, and those of CSI, are deleted by their
 * provisioner; no other kind can be deleted or scrubbed here, and such a volume says so.
 */
export async function reclaimVolume(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const policy = volume.spec.persistentVolumeReclaimPolicy
  if (policy === 'Delete' && !isLeftToProvisioner(volume))
    await fail(volume, context, {
      reason: eventReasons.volumeFailedDelete,
      message: `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`,
    })
  if (policy === 'Recycle')
    await fail(volume, context, {
      reason: eventReasons.volumeFailedRecycle,
      message: 'No recycler plugin found for the volume!',
    })
}

function isLeftToProvisioner({ metadata, spec }: PersistentVolume): boolean {
  return metadata.annotations?.[volumeAnnotations.provisionedBy] !== undefined || spec.csi !== undefined
}

async function fail(
  volume: PersistentVolume,
  context: ReconcileContext,
  event: { readonly reason: string; readonly message: string },
): Promise<void> {
  if (volume.status?.phase === 'Failed' && volume.status.message === event.message) return
  await setVolumePhase(volume, { phase: 'Failed', message: event.message }, context)
  context.events.event(volume, { type: 'Warning', ...event })
}
