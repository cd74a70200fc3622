import { cloneJson, isJsonObject } from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'

const typeFields = new Set(['apiVersion', 'kind', 'metadata'])

/** Removes, in place, what the schema does not know. `isResource`: the value has a type and metadata of its own. */
export function prune(schema: JsonSchema, value: unknown, isResource: boolean): void {
  for (const item of itemsOf(schema, value)) pruneMember(schema.items, item)
  if (!isJsonObject(value)) return
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties
  for (const [name, member] of Object.entries(value)) {
    if (isResource && typeFields.has(name)) continue
    const own = memberSchema(schema, name)
    if (own) pruneMember(own, member)
    else if (!isOpen) delete value[name]
  }
}

function pruneMember(schema: JsonSchema | undefined, value: unknown): void {
  if (schema) prune(schema, value, schema['x-kubernetes-embedded-resource'] === true)
}

/** Fills in, in place, the schema's defaults: for what is missing, or null where it must not be. */
export function fillDefaults(schema: JsonSchema | undefined, value: unknown): void {
  if (!schema) return
  for (const item of itemsOf(schema, value)) fillDefaults(schema.items, item)
  if (!isJsonObject(value)) return
  for (const [name, own] of Object.entries(schema.properties ?? {})) {
    const isMissing = !Object.hasOwn(value, name) || (value[name] === null && !own.nullable)
    if (isMissing && 'default' in own) value[name] = cloneJson(own['default'] as never)
  }
  for (const [name, member] of Object.entries(value)) fillDefaults(memberSchema(schema, name), member)
}

function itemsOf({ items }: JsonSchema, value: unknown): readonly unknown[] {
  return items && Array.isArray(value) ? value : []
}

function memberSchema(
  { properties, additionalProperties }: JsonSchema,
  name: string,
): JsonSchema | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name]
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}
