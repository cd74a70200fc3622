import type { PersistentVolume, PersistentVolumeSpec } from '@knarr/api/core/v1'
import { deepEqual, type FieldError, forbiddenField, invalid, required } from '@knarr/machinery'
import { optionalOneOf, requiredWith } from '../../meta/field-check.ts'
import { valueDiff } from '../../meta/value-diff.ts'
import { validateAccessModes } from '../persistentvolumeclaim/claim-spec-validation.ts'
import { validateNodeSelector } from '../pod/affinity-validation.ts'
import { validateNoBacksteps } from '../pod/path-validation.ts'
import { validateCsiDriverName } from '../pod/volume-validation.ts'
import { quantityOf } from '../resource-list/quantity-validation.ts'

const sources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
] as const satisfies readonly (keyof PersistentVolumeSpec)[]

/** Upstream's `ValidatePersistentVolume`. */
export function validatePersistentVolume({ spec }: PersistentVolume): FieldError[] {
  return [
    ...validateAccessModes(spec.accessModes, 'spec.accessModes'),
    ...validateCapacity(spec),
    ...optionalOneOf('spec.persistentVolumeReclaimPolicy', spec.persistentVolumeReclaimPolicy, [
      'Delete',
      'Recycle',
      'Retain',
    ]),
    ...(spec.nodeAffinity ? validateAffinity(spec.nodeAffinity.required, 'spec.nodeAffinity.required') : []),
    ...validateSource(spec),
    ...optionalOneOf('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']),
  ]
}

function validateAffinity(
  selector: NonNullable<PersistentVolumeSpec['nodeAffinity']>['required'],
  field: string,
): FieldError[] {
  return selector
    ? validateNodeSelector(selector, field)
    : [required(field, 'must specify required node constraints')]
}

function validateCapacity({ capacity }: PersistentVolumeSpec): FieldError[] {
  const names = Object.keys(capacity ?? {})
  if (names.length === 0) return [required('spec.capacity')]
  const storage = quantityOf(capacity?.storage)
  if (!storage || names.length > 1) {
    return [
      {
        reason: 'FieldValueNotSupported',
        field: 'spec.capacity',
        body: `Unsupported value: ${JSON.stringify(capacity)}: supported values: "storage"`,
      },
    ]
  }
  return storage.sign > 0
    ? []
    : [invalid('spec.capacity[storage]', `${storage}`, 'must be greater than zero')]
}

function validateSource(spec: PersistentVolumeSpec): FieldError[] {
  const [first, ...others] = sources.filter((key) => spec[key])
  if (!first) return [required('spec', 'must specify a volume type')]
  const errors = others.map((key) => forbiddenField(`spec.${key}`, 'may not specify more than 1 volume type'))
  if (spec.hostPath) {
    const path = 'spec.hostPath.path'
    errors.push(
      ...requiredWith(path, spec.hostPath.path),
      ...validateNoBacksteps(path, spec.hostPath.path ?? ''),
    )
    if (spec.hostPath.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
      errors.push(
        forbiddenField(
          'spec.persistentVolumeReclaimPolicy',
          "may not be 'recycle' for a hostPath mount of '/'",
        ),
      )
    }
  }
  if (spec.local) errors.push(...validateLocal(spec, spec.local.path))
  if (spec.nfs)
    errors.push(
      ...requiredWith('spec.nfs.server', spec.nfs.server),
      ...requiredWith('spec.nfs.path', spec.nfs.path),
    )
  if (spec.csi) {
    errors.push(...validateCsiDriverName(spec.csi.driver, 'spec.csi.driver'))
    errors.push(...requiredWith('spec.csi.volumeHandle', spec.csi.volumeHandle))
  }
  return errors
}

function validateLocal(spec: PersistentVolumeSpec, path: string): FieldError[] {
  const errors = [
    ...requiredWith('spec.local.path', path),
    ...validateNoBacksteps('spec.local.path', path ?? ''),
  ]
  if (!spec.nodeAffinity) errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'))
  return errors
}

/** What a volume is made of does not change. */
export function validatePersistentVolumeUpdate(
  volume: PersistentVolume,
  old: PersistentVolume,
): FieldError[] {
  const errors = validatePersistentVolume(volume)
  const pick = (spec: PersistentVolumeSpec): unknown =>
    Object.fromEntries(sources.map((key) => [key, spec[key]]))
  if (!deepEqual(pick(volume.spec), pick(old.spec))) {
    const diff = valueDiff(pick(old.spec), pick(volume.spec))
    const text = ['spec.persistentvolumesource is immutable after creation', ...diff, ''].join('\n')
    errors.push(forbiddenField('spec.persistentvolumesource', text))
  }
  if (old.spec.volumeMode !== volume.spec.volumeMode) {
    errors.push(invalid('spec.volumeMode', volume.spec.volumeMode, 'field is immutable'))
  }
  if (old.spec.nodeAffinity && !deepEqual(old.spec.nodeAffinity, volume.spec.nodeAffinity)) {
    errors.push(invalid('spec.nodeAffinity', volume.spec.nodeAffinity, 'field is immutable'))
  }
  return errors
}
