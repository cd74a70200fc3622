import { type PersistentVolume, persistentVolumes } from '@knarr/api/core/v1'
import { getIfThere } from '@knarr/client'
import {
  addFinalizer,
  type Controller,
  type ReconcileContext,
  removeFinalizer,
  volumeAnnotations,
} from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import type { NodeDirectories } from './node-directories.ts'
import { volumeFinalizer } from './provisioned-volume.ts'
import { provisionerName } from './provisioner-objects.ts'

/**
 * Deletes released volumes whose policy says so: the directory, then the volume. Until then a finalizer keeps the
 * volume in the API, whoever deletes it; volumes that are to be retained have none, and their directories stay.
 */
export function volumeDeleter(directories: NodeDirectories): Controller {
  return {
    name: 'local-path-deleter',
    eventSource: provisionerName,
    watches: persistentVolumes,

    async reconcile(key, context) {
      const volume = context.lister.get(persistentVolumes, key)
      if (!volume || !isOurs(volume) || !directories.has(volume)) return undefined
      const { persistentVolumeReclaimPolicy: policy } = volume.spec
      if (policy !== 'Delete')
        await removeFinalizer(context.client, persistentVolumes, volume, volumeFinalizer)
      else if (volume.status?.phase === 'Released') await remove(volume, directories, context)
      else if (!volume.metadata.deletionTimestamp)
        await addFinalizer(context.client, persistentVolumes, volume, volumeFinalizer)
      return undefined
    },
  }
}

function isOurs({ metadata }: PersistentVolume): boolean {
  return metadata.annotations?.[volumeAnnotations.provisionedBy] === provisionerName
}

async function remove(
  volume: PersistentVolume,
  directories: NodeDirectories,
  { client, events }: ReconcileContext,
): Promise<void> {
  try {
    await directories.remove(volume)
  } catch (error) {
    const { message } = error as Error
    events.event(volume, { type: 'Warning', reason: 'VolumeFailedDelete', message })
    throw error
  }
  const key = keyOf(volume)
  try {
    await client.delete(persistentVolumes, key)
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
  const fresh = await getIfThere(client, persistentVolumes, key)
  if (fresh?.metadata.uid === volume.metadata.uid)
    await removeFinalizer(client, persistentVolumes, fresh, volumeFinalizer)
}
