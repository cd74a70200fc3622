import { duplicate, type FieldError, isJsonObject } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { memberPath, memberSchema } from '../structural-schema.ts'
import { keyOfItem } from './correlation.ts'

/** Items that a list of type `set` or `map` has twice. */
export function validateListTypes(schema: JsonSchema, value: unknown, field = ''): FieldError[] {
  if (Array.isArray(value)) return [...repeated(schema, value, field), ...below(schema, value, field)]
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const own = memberSchema(schema, name)
    if (!own) return []
    return validateListTypes(own, member, memberPath(schema, field, name))
  })
}

function below({ items }: JsonSchema, value: readonly unknown[], field: string): FieldError[] {
  return items ? value.flatMap((item, index) => validateListTypes(items, item, `${field}[${index}]`)) : []
}

function repeated(schema: JsonSchema, value: readonly unknown[], field: string): FieldError[] {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'set' && type !== 'map') return []
  const seen = new Set<string>()
  return value.flatMap((item, index) => {
    const name = type === 'map' ? keyOfItem(schema, item) : canonical(item)
    const isKnown = seen.has(name)
    seen.add(name)
    return isKnown ? [duplicate(`${field}[${index}]`, type === 'map' ? keysOf(schema, item) : item)] : []
  })
}

function keysOf(schema: JsonSchema, item: unknown): object {
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[]
  const object = isJsonObject(item) ? item : {}
  return Object.fromEntries([...keys].sort().map((key) => [key, object[key]]))
}

/** The same text for values that are the same, whatever the order of their fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    isJsonObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
