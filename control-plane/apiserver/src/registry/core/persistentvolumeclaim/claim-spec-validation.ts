import type { PersistentVolumeClaimSpec, TypedObjectReference } from '@knarr/api/core/v1'
import { dns1123SubdomainErrors, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { invalidFor, optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import { validateLabelSelector } from '../../meta/label-selector-validation.ts'
import { quantityOf } from '../resource-list/quantity-validation.ts'

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

/** Upstream's `ValidatePersistentVolumeClaimSpec`. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, field: string): FieldError[] {
  return [
    ...validateAccessModes(spec.accessModes, `${field}.accessModes`),
    ...validateLabelSelector(`${field}.selector`, spec.selector),
    ...validateStorageRequest(spec, `${field}.resources`),
    ...(spec.storageClassName
      ? invalidFor(
          `${field}.storageClassName`,
          spec.storageClassName,
          dns1123SubdomainErrors(spec.storageClassName),
        )
      : []),
    ...optionalOneOf(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']),
    ...(spec.dataSource ? validateDataSource(spec.dataSource, `${field}.dataSource`) : []),
    ...(spec.dataSourceRef ? validateDataSource(spec.dataSourceRef, `${field}.dataSourceRef`) : []),
  ]
}

export function validateAccessModes(modes: readonly string[] | undefined, field: string): FieldError[] {
  if (!modes?.length) return [required(field, 'at least 1 access mode is required')]
  const errors = modes.flatMap((mode) => optionalOneOf(field, mode, accessModes))
  if (modes.includes('ReadWriteOncePod') && new Set(modes).size > 1) {
    errors.push(forbiddenField(field, 'may not use ReadWriteOncePod with other access modes'))
  }
  return errors
}

function validateStorageRequest(spec: PersistentVolumeClaimSpec, field: string): FieldError[] {
  const text = spec.resources?.requests?.storage
  if (text === undefined) return [required(`${field}[storage]`)]
  const storage = quantityOf(text)
  if (storage && storage.sign > 0) return []
  return [invalid(`${field}[storage]`, text, 'must be greater than zero')]
}

function validateDataSource(source: TypedObjectReference, field: string): FieldError[] {
  const errors = [
    ...requiredWith(`${field}.name`, source.name),
    ...requiredWith(`${field}.kind`, source.kind),
  ]
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim') {
    errors.push(
      invalid(field, source.kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"),
    )
  }
  return errors
}
