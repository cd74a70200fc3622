import { isJsonObject } from '@knarr/machinery'
import type { JsonSchema } from '../../openapi/json-schema.ts'

/** Names an item of a list of type `map` among the others, by its keys. */
export function keyOfItem(schema: JsonSchema, item: unknown): string {
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[]
  const object = isJsonObject(item) ? item : {}
  return JSON.stringify(keys.map((key) => object[key] ?? schema.items?.properties?.[key]?.default ?? null))
}

/** Finds what an item of a list was before: only the keys of a map tell. */
export function itemOfOld(schema: JsonSchema, old: unknown): (item: unknown) => unknown {
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined
  const items = new Map<string, unknown>()
  for (const item of old) items.set(keyOfItem(schema, item), item)
  return (item) => items.get(keyOfItem(schema, item))
}
