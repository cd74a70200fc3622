import type { Schema } from '@knarr/api'
import { isJsonObject } from '@knarr/machinery'

/**
 * What apply must know of a value's type: whether it is owned as a whole, as fields, or item by item.
 * Undefined stands for a type that is not known: objects are granular then, lists are whole.
 */
export type ValueType =
  | (Schema & { readonly keyDefaults?: Readonly<Record<string, unknown>> | undefined })
  | undefined

type JsonObject = Readonly<Record<string, unknown>>

export function isGranularMap(value: unknown, type: ValueType): value is JsonObject {
  return isJsonObject(value) && type?.mapType !== 'atomic' && type?.format !== 'fields'
}

export function isAssociativeList(value: unknown, type: ValueType): value is readonly unknown[] {
  return Array.isArray(value) && (type?.listType === 'map' || type?.listType === 'set')
}

/** The type of a map's entry or an object's field. */
export function fieldType(type: ValueType, field: string): ValueType {
  return type?.fields?.[field]?.schema ?? type?.additional
}

/** Whether the type names the field: an entry of a map is owned by itself, beside what is in it. */
export function isNamedField(type: ValueType, field: string): boolean {
  return type?.fields?.[field] !== undefined
}

/** The path element of an item: its keys, those left out with their defaults, or its value. */
export function itemElement(item: unknown, type: ValueType): string {
  if (type?.listType === 'set' || !isJsonObject(item)) return `v:${JSON.stringify(item)}`
  const keys: Record<string, unknown> = {}
  const defaults = type?.keyDefaults ?? keyDefaults
  for (const key of [...(type?.listMapKeys ?? [])].sort()) {
    const value = item[key] ?? defaults[key]
    if (value !== undefined) keys[key] = value
  }
  return `k:${JSON.stringify(keys)}`
}

/** Keys that may be left out: `protocol` of ports is the one such default the built-in API has. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' }

/** An associative list's items by path element; of two alike the last counts. */
export function itemsByElement(list: readonly unknown[], type: ValueType): Map<string, unknown> {
  return new Map(list.map((item) => [itemElement(item, type), item]))
}
