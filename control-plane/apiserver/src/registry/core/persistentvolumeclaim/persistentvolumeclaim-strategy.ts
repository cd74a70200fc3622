import { type PersistentVolumeClaim, persistentVolumeClaims } from '@knarr/api/core/v1'
import { cloneJson, deepEqual, type FieldError, forbiddenField } from '@knarr/machinery'
import { valueDiff } from '../../meta/value-diff.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf, wideColumn } from '../../table/table-of.ts'
import { quantityOf } from '../resource-list/quantity-validation.ts'
import { accessModesText } from './access-modes-text.ts'
import { validateClaimSpec } from './claim-spec-validation.ts'
import { setPersistentVolumeClaimDefaults } from './persistentvolumeclaim-defaults.ts'

const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

export const persistentVolumeClaimStrategy: Strategy<PersistentVolumeClaim> =
  strategyOf<PersistentVolumeClaim>({
    resource: persistentVolumeClaims,
    shortNames: ['pvc'],
    bumpsGeneration: null,
    returnsDeletedObject: true,
    defaults: setPersistentVolumeClaimDefaults,
    prepareForCreate: (claim) => {
      claim.status = { phase: 'Pending' }
    },
    validate: ({ spec }) => validateClaimSpec(spec, 'spec'),
    validateUpdate,
    table: tableOf(
      [
        column('Status', 'The phase of the claim.'),
        column('Volume', 'The volume it is bound to.'),
        column('Capacity', 'How much that volume holds.'),
        column('Access Modes', 'How that volume may be mounted.'),
        column('StorageClass', 'The storage class it asks for.'),
        column('VolumeAttributesClass', 'The volume attributes class it asks for.'),
        ageColumn,
        wideColumn('VolumeMode', 'File system or block device.'),
      ],
      (claim, nowMs) => {
        const { spec, status, metadata } = claim
        return [
          metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
          spec.volumeName ?? '',
          spec.volumeName ? (status?.capacity?.storage ?? '0') : '',
          spec.volumeName ? accessModesText(status?.accessModes) : '',
          metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
          spec.volumeAttributesClassName ?? '<unset>',
          ageOf(claim, nowMs),
          spec.volumeMode ?? '<unset>',
        ]
      },
    ),
  })

const mutableText =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/** A claim's binding is written once; a bound claim may ask for more room. */
function validateUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const kept = cloneJson(claim.spec)
  const before = old.spec
  if (!before.volumeName) kept.volumeName = before.volumeName
  if (before.storageClassName === undefined) kept.storageClassName = before.storageClassName
  const isBound = old.status?.phase === 'Bound'
  if (isBound && kept.resources?.requests && before.resources?.requests?.storage) {
    kept.resources.requests.storage = before.resources.requests.storage
  }
  if (isBound || !before.volumeAttributesClassName) {
    kept.volumeAttributesClassName = before.volumeAttributesClassName
  }
  const errors = validateClaimSpec(claim.spec, 'spec')
  if (!deepEqual(kept, before)) {
    errors.push(forbiddenField('spec', [mutableText, ...valueDiff(before, kept), ''].join('\n')))
  }
  return [...errors, ...validateShrinking(claim, old)]
}

function validateShrinking(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const wanted = quantityOf(claim.spec.resources?.requests?.storage)
  const before = quantityOf(old.spec.resources?.requests?.storage)
  const actual = quantityOf(old.status?.capacity?.storage)
  if (!wanted || !before || wanted.compare(before) >= 0) return []
  if (actual && wanted.compare(actual) >= 0) return []
  return [forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')]
}
