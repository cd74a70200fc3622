import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { configMapKeyErrors, type FieldError, invalid, tooLong } from '@knarr/machinery'
import { invalidFor } from '../../meta/field-check.ts'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { ageColumn, ageOf, column, tableOf } from '../../table/table-of.ts'
import { base64Size, maxDataSize, validateImmutable } from '../secret/data-validation.ts'

export const configMapStrategy: Strategy<ConfigMap> = strategyOf<ConfigMap>({
  resource: configMaps,
  bumpsGeneration: null,
  validate: validateConfigMap,
  validateUpdate: (map, old) => [
    ...validateImmutable(map, old, ['data', 'binaryData']),
    ...validateConfigMap(map),
  ],
  table: tableOf([column('Data', 'How many keys there are.'), ageColumn], (map, nowMs) => [
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map, nowMs),
  ]),
})

function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = []
  let size = 0
  for (const [key, value] of Object.entries(data)) {
    errors.push(...invalidFor(`data[${key}]`, key, configMapKeyErrors(key)))
    if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    size += Buffer.byteLength(value)
  }
  for (const [key, value] of Object.entries(binaryData)) {
    errors.push(...invalidFor(`binaryData[${key}]`, key, configMapKeyErrors(key)))
    size += base64Size(value)
  }
  return size > maxDataSize ? [...errors, tooLong('', maxDataSize)] : errors
}
