import type { TopologySelectorTerm } from '@knarr/api/core/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import {
  deepEqual,
  duplicate,
  type FieldError,
  invalid,
  qualifiedNameErrors,
  required,
  tooLong,
} from '@knarr/machinery'
import { each, invalidFor, oneOf, requiredWith } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, nameColumn } from '../../table/table-of.ts'

const defaultAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]
const fixed = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const
const maxParameterSize = 256 * 1024
const maxParameters = 512

export const storageClassStrategy: Strategy<StorageClass> = strategyOf<StorageClass>({
  resource: storageClasses,
  bumpsGeneration: null,
  defaults: (object) => {
    object.reclaimPolicy ??= 'Delete'
    object.volumeBindingMode ??= 'Immediate'
  },
  validate: validateStorageClass,
  validateUpdate: (object, old) => [
    ...validateStorageClass(object),
    ...fixed
      .filter((key) => !deepEqual(object[key] ?? {}, old[key] ?? {}))
      .map((key) => invalid(key, object[key] ?? null, 'field is immutable')),
  ],
  table: {
    columns: [
      nameColumn,
      column('Provisioner', 'Who makes the volumes.'),
      column('ReclaimPolicy', 'What becomes of a volume once its claim is gone.'),
      column('VolumeBindingMode', 'When a volume is made.'),
      column('AllowVolumeExpansion', 'Whether volumes may grow.', 'boolean'),
      ageColumn,
    ],
    cells: (object, nowMs) => [
      isDefault(object) ? `${object.metadata.name} (default)` : object.metadata.name,
      object.provisioner,
      object.reclaimPolicy ?? 'Delete',
      object.volumeBindingMode ?? 'Immediate',
      object.allowVolumeExpansion ?? false,
      ageOf(object, nowMs),
    ],
  },
})

function isDefault({ metadata }: StorageClass): boolean {
  return defaultAnnotations.some((key) => metadata.annotations?.[key] === 'true')
}

function validateStorageClass(object: StorageClass): FieldError[] {
  const parameters = Object.entries(object.parameters ?? {})
  const size = parameters.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  const provisioner = object.provisioner?.toLowerCase()
  const errors = requiredWith('provisioner', provisioner, qualifiedNameErrors)
  if (parameters.some(([key]) => key === ''))
    errors.push(invalid('parameters', '', 'field can not be empty.'))
  if (parameters.length > maxParameters) {
    errors.push(tooLong('parameters', maxParameters))
  }
  if (size > maxParameterSize) {
    errors.push(tooLong('parameters', maxParameterSize))
  }
  return [
    ...errors,
    ...oneOf('reclaimPolicy', object.reclaimPolicy, ['Delete', 'Retain']),
    ...oneOf('volumeBindingMode', object.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']),
    ...each('allowedTopologies', object.allowedTopologies, validateTopology),
  ]
}

/** Upstream's `ValidateTopologySelectorTerm`. */
function validateTopology({ matchLabelExpressions = [] }: TopologySelectorTerm, field: string): FieldError[] {
  return each(`${field}.matchLabelExpressions`, matchLabelExpressions, ({ key, values }, at, index) => {
    const repeated = each(`${at}.values`, values, (value, valueField, place) =>
      values.indexOf(value) < place ? [duplicate(valueField, value)] : [],
    )
    const isKeyRepeated = matchLabelExpressions.findIndex((other) => other.key === key) < index
    return [
      ...(values?.length ? repeated : [required(`${at}.values`)]),
      ...invalidFor(`${at}.key`, key, qualifiedNameErrors(key)),
      ...(isKeyRepeated ? [duplicate(`${at}.key`, key)] : []),
    ]
  })
}
