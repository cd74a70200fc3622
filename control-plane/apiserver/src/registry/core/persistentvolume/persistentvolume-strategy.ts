import { type PersistentVolume, persistentVolumes } from '@knarr/api/core/v1'
import { timestamp } from '@knarr/machinery'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'
import { accessModesText } from '../persistentvolumeclaim/access-modes-text.ts'
import { validatePersistentVolume, validatePersistentVolumeUpdate } from './persistentvolume-validation.ts'

const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

export const persistentVolumeStrategy: Strategy<PersistentVolume> = strategyOf<PersistentVolume>({
  resource: persistentVolumes,
  bumpsGeneration: null,
  returnsDeletedObject: true,
  defaults: (volume) => {
    volume.spec ??= {}
    volume.spec.persistentVolumeReclaimPolicy ||= 'Retain'
    volume.spec.volumeMode ??= 'Filesystem'
    if (volume.spec.hostPath) volume.spec.hostPath.type ??= ''
    volume.status ??= {}
    volume.status.phase ||= 'Pending'
  },
  prepareForCreate: (volume, { clock }) => {
    const lastPhaseTransitionTime = timestamp(clock.now())
    volume.status = { phase: 'Pending', lastPhaseTransitionTime }
  },
  prepareForStatusUpdate: (volume, old, { clock }) => {
    if (!volume.status || volume.status.phase === old.status?.phase) return
    if (volume.status.lastPhaseTransitionTime !== old.status?.lastPhaseTransitionTime) return
    volume.status.lastPhaseTransitionTime = timestamp(clock.now())
  },
  validate: validatePersistentVolume,
  validateUpdate: validatePersistentVolumeUpdate,
  table: tableOf(
    [
      column('Capacity', 'How much the volume holds.'),
      column('Access Modes', 'How it may be mounted.'),
      column('Reclaim Policy', 'What becomes of it once its claim is gone.'),
      column('Status', 'The phase of the volume.'),
      column('Claim', 'The claim it is bound to.'),
      column('StorageClass', 'The storage class it is of.'),
      column('VolumeAttributesClass', 'The volume attributes class it is of.'),
      column('Reason', 'Why it is in that phase.'),
      ageColumn,
      wideColumn('VolumeMode', 'File system or block device.'),
    ],
    (volume, nowMs) => {
      const { spec, status, metadata } = volume
      return [
        spec.capacity?.storage ?? '0',
        accessModesText(spec.accessModes),
        spec.persistentVolumeReclaimPolicy ?? '',
        metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
        spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
        metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
        spec.volumeAttributesClassName ?? '<unset>',
        status?.reason ?? '',
        ageOf(volume, nowMs),
        spec.volumeMode ?? '<unset>',
      ]
    },
  ),
})
