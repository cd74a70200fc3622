import { cloneJson, isJsonObject } from '@knarr/machinery'
import type { JsonSchema } from '../openapi/json-schema.ts'

const typeFields = new Set(['apiVersion', 'kind', 'metadata'])

interface Place {
  readonly path: string
  /** Takes the paths of what is removed. */
  readonly unknown: string[]
  /** The value has a type and metadata of its own. */
  readonly isResource: boolean
}

/** Removes, in place, what the schema of a resource does not know; answers the paths of what was removed. */
export function pruneResource(schema: JsonSchema, value: unknown): string[] {
  const unknown: string[] = []
  prune(schema, value, { path: '', unknown, isResource: true })
  return unknown.sort()
}

/** Where no schema is given for what is inside, nothing in there is known. */
const nothing: JsonSchema = {}

function prune(schema: JsonSchema, value: unknown, place: Place): void {
  if (Array.isArray(value)) pruneItems(schema, value, place)
  else if (isJsonObject(value)) pruneFields(schema, value, place)
}

function pruneItems(schema: JsonSchema, items: readonly unknown[], { path, unknown }: Place): void {
  const own = schema.items ?? (isOpen(schema) ? undefined : nothing)
  if (own) for (const [index, item] of items.entries()) pruneChild(own, item, `${path}[${index}]`, unknown)
}

function pruneFields(schema: JsonSchema, value: Record<string, unknown>, place: Place): void {
  const { path, unknown, isResource } = place
  for (const [name, member] of Object.entries(value)) {
    if (isResource && typeFields.has(name)) continue
    const own = memberSchema(schema, name)
    const at = path ? `${path}.${name}` : name
    if (own) pruneChild(own, member, at, unknown)
    else if (!isOpen(schema)) {
      unknown.push(at)
      delete value[name]
    }
  }
}

function pruneChild(schema: JsonSchema, value: unknown, path: string, unknown: string[]): void {
  prune(schema, value, { path, unknown, isResource: schema['x-kubernetes-embedded-resource'] === true })
}

const isOpen = (schema: JsonSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true

/** Fills in, in place, the schema's defaults: for what is missing, or null where it must not be. */
export function fillDefaults(schema: JsonSchema | undefined, value: unknown): void {
  if (!schema) return
  if (Array.isArray(value)) for (const item of value) fillDefaults(schema.items, item)
  else if (isJsonObject(value)) fillFields(schema, value)
}

function fillFields(schema: JsonSchema, value: Record<string, unknown>): void {
  for (const [name, own] of Object.entries(schema.properties ?? {})) {
    const isNull = value[name] === null && !own.nullable
    const isMissing = isNull || !Object.hasOwn(value, name)
    if (isMissing && own.default !== undefined) value[name] = cloneJson(own.default as never)
  }
  for (const [name, member] of Object.entries(value)) fillDefaults(memberSchema(schema, name), member)
}

/** The schema of a field or entry by its name; undefined where the schema does not say. */
export function memberSchema(
  { properties, additionalProperties }: JsonSchema,
  name: string,
): JsonSchema | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name]
  return additionalProperties === true ? nothing : additionalProperties || undefined
}

/** A field by its name, an entry of a map by its key in brackets. */
export function memberPath({ properties = {} }: JsonSchema, field: string, name: string): string {
  if (!Object.hasOwn(properties, name)) return `${field}[${name}]`
  return field ? `${field}.${name}` : name
}
