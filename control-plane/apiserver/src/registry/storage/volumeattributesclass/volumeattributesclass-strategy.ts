import { type VolumeAttributesClass, volumeAttributesClasses } from '@knarr/api/storage/v1'
import { deepEqual, forbiddenField, required } from '@knarr/machinery'
import { validateCsiDriverName } from '../../core/pod/volume-validation.ts'
import { immutable } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, nameColumn } from '../../table/table-of.ts'

const defaultAnnotation = 'volumeattributesclass.kubernetes.io/is-default-class'

export const volumeAttributesClassStrategy: Strategy<VolumeAttributesClass> =
  strategyOf<VolumeAttributesClass>({
    resource: volumeAttributesClasses,
    bumpsGeneration: null,
    validate: (object) => [
      ...validateCsiDriverName(object.driverName, 'driverName'),
      ...(Object.keys(object.parameters ?? {}).length > 0
        ? []
        : [required('parameters', 'must contain at least one key/value pair')]),
    ],
    validateUpdate: (object, old) => [
      ...immutable('driverName', object.driverName, old.driverName),
      ...(deepEqual(object.parameters, old.parameters)
        ? []
        : [forbiddenField('parameters', 'updates to parameters are forbidden.')]),
    ],
    table: {
      columns: [nameColumn, column('DriverName', 'The driver that knows the parameters.'), ageColumn],
      cells: (object, nowMs) => {
        const { name, annotations } = object.metadata
        const text = annotations?.[defaultAnnotation] === 'true' ? `${name} (default)` : name
        return [text, object.driverName, ageOf(object, nowMs)]
      },
    },
  })
