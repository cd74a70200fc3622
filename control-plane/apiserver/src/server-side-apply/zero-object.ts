import type { Schema } from '@knarr/api'
import type { ValueType } from './value-type.ts'

const known = new WeakMap<Schema, object>()

/**
 * What Go writes of an object nobody filled in: structs that are always there, and null for lists and maps that are
 * not left out when empty. A create is compared with it, so what was there anyway is nobody's.
 */
export function zeroObjectOf(type: ValueType): object {
  if (!type?.fields) return {}
  const made = known.get(type) ?? Object.freeze(zeroFields(type))
  known.set(type, made)
  return made
}

function zeroFields({ fields = {} }: Schema): Record<string, unknown> {
  const zero: Record<string, unknown> = {}
  for (const { name, schema, isPointer, omitsEmpty, omitsZero } of Object.values(fields)) {
    if (isPointer || omitsZero) continue
    if (schema.type === 'object') zero[name] = zeroObjectOf(schema)
    else if (!omitsEmpty && (schema.type === 'array' || schema.type === 'map')) zero[name] = null
  }
  return zero
}
