import { type Schema, type SchemaField, schemaOfType } from '@knarr/api'
import type { JsonSchema } from '../openapi/json-schema.ts'
import type { ValueType } from '../server-side-apply/value-type.ts'

type Type = NonNullable<ValueType>

const anything: Schema = { name: '', type: 'any' }

/** What server-side apply must know of a custom kind: which lists merge by their items, what is owned as a whole. */
export function fieldTypesOf(schema: JsonSchema): Type {
  return resourceType(schema)
}

function resourceType(schema: JsonSchema): Type {
  const own = objectType(schema)
  const metadata = schemaOfType('meta.v1.ObjectMeta') ?? anything
  const text: Schema = { name: 'string', type: 'string' }
  const typed = { ...fieldOf('metadata', metadata), isPointer: false }
  const fields = {
    ...own.fields,
    apiVersion: fieldOf('apiVersion', text),
    kind: fieldOf('kind', text),
    metadata: typed,
  }
  return { ...own, fields }
}

function fieldOf(name: string, schema: Schema): SchemaField {
  return { name, schema, required: false, isPointer: true, omitsEmpty: true, omitsZero: true }
}

function typeOf(schema: JsonSchema): Type {
  if (schema['x-kubernetes-int-or-string']) return anything
  if (schema['x-kubernetes-embedded-resource']) return resourceType(schema)
  if (schema.type === 'array') return listType(schema)
  if (schema.type === 'object') return objectType(schema)
  return anything
}

/** A list is one value unless the schema says how its items are told apart. */
function listType(schema: JsonSchema): Type {
  const { items } = schema
  const type = schema['x-kubernetes-list-type']
  const list: Type = { name: '', type: 'array', ...(items ? { items: typeOf(items) } : {}) }
  if (type === 'set') return { ...list, listType: 'set' }
  if (type !== 'map') return list
  const listMapKeys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[]
  const keyDefaults = Object.fromEntries(
    listMapKeys
      .map((key) => [key, items?.properties?.[key]?.default])
      .filter(([, value]) => value !== undefined),
  )
  return { ...list, listType: 'map', listMapKeys, keyDefaults }
}

function objectType(schema: JsonSchema): Type {
  const { properties = {}, additionalProperties } = schema
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, own]) => [name, fieldOf(name, typeOf(own))]),
  )
  const additional =
    typeof additionalProperties === 'object' ? { additional: typeOf(additionalProperties) } : {}
  const whole = schema['x-kubernetes-map-type'] === 'atomic' ? { mapType: 'atomic' as const } : {}
  return { name: '', type: 'object', fields, ...additional, ...whole }
}
