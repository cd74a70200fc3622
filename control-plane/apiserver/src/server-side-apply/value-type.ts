import type { Schema } from '@knarr/api'
import { isJsonObject } from '@knarr/machinery'

/**
 * What apply must know of a value's type: whether it is owned as a whole, as fields, or item by item.
 * Undefined stands for a type that is not known: objects are granular then, lists are whole.
 */
export type ValueType =
  | (Schema & { readonly keyDefaults?: Readonly<Record<string, unknown>> | undefined })
  | undefined

export type JsonObject = Readonly<Record<string, unknown>>

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

const namedElements = new WeakMap<object, Map<string, string>>()

/** The path element of a field. Those the type names are made once. */
export function fieldElement(type: ValueType, field: string): string {
  if (!type?.fields?.[field]) return `f:${field}`
  const known = namedElements.get(type)
  if (!known) namedElements.set(type, new Map())
  const element = known?.get(field) ?? `f:${field}`
  known?.set(field, element)
  return element
}

/** The path element of an item: its keys, those left out with their defaults, or its value. */
export function itemElement(item: unknown, type: ValueType): string {
  if (type?.listType === 'set' || !isJsonObject(item)) return `v:${JSON.stringify(item)}`
  const defaults = type?.keyDefaults ?? keyDefaults
  let text = ''
  for (const { key, prefix } of type ? keysOf(type) : []) {
    const value = item[key] ?? defaults[key]
    if (value !== undefined) text += `${text && ','}${prefix}${scalarText(value)}`
  }
  return `k:{${text}}`
}

const plainText = /^[\w.:/-]*$/

function scalarText(value: unknown): string {
  return typeof value === 'string' && plainText.test(value) ? `"${value}"` : JSON.stringify(value)
}

interface ItemKey {
  readonly key: string
  readonly prefix: string
}

const itemKeys = new WeakMap<object, readonly ItemKey[]>()

/** The keys of a type's items in order, each with the text that stands before its value. */
function keysOf(type: NonNullable<ValueType>): readonly ItemKey[] {
  const known = itemKeys.get(type)
  if (known) return known
  const keys = [...(type.listMapKeys ?? [])].sort().map((key) => ({ key, prefix: `${JSON.stringify(key)}:` }))
  itemKeys.set(type, keys)
  return keys
}

/** Keys that may be left out: `protocol` of ports is the one such default the built-in API has. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' }

/** An associative list's items by path element; of two alike the last counts. */
export function itemsByElement(list: readonly unknown[], type: ValueType): Map<string, unknown> {
  return new Map(list.map((item) => [itemElement(item, type), item]))
}
