import type { PersistentVolumeClaim } from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import type { Lister } from '@knarr/client'
import { storageClassOf } from './match-volume.ts'
import { volumeAnnotations } from './volume-annotations.ts'

/** Whether claim and volume once were marked as each other's. */
export function isBindingComplete({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[volumeAnnotations.bindCompleted] !== undefined
}

/** Whether a claim's class has it wait for its first pod, and that pod's node. */
export function waitsForConsumer(claim: PersistentVolumeClaim, lister: Lister): boolean {
  const found = lister.get(storageClasses, { namespace: '', name: storageClassOf(claim) })
  return found?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.spec.volumeName
}
