import { CelError, NoSuchKeyError, noSuchOverload } from '../values/cel-error.ts'
import { CelList, CelMap, keyOf, Optional, type Value } from '../values/value.ts'
import { valueText } from '../values/value-text.ts'

/** A field or entry; an optional's is optional. */
export function fieldOf(value: Value, field: string): Value {
  if (value instanceof CelMap) {
    const found = value.get(field)
    return found === undefined ? noSuchKey(field) : found
  }
  if (value instanceof Optional) return optionalField(value, field)
  return noSuchKey(field)
}

export function hasField(value: Value, field: string): boolean {
  if (value instanceof CelMap) return value.get(field) !== undefined
  if (value instanceof Optional) return value.value !== undefined && hasField(value.value, field)
  throw noSuchOverload()
}

/** The field if there is one. */
export function optionalField(value: Value, field: string): Optional {
  const inner = value instanceof Optional ? value.value : value
  if (inner === undefined) return new Optional()
  if (inner instanceof CelMap) return new Optional(inner.get(field))
  throw noSuchKey(field)
}

/** `value[index]` */
export function itemOf(value: Value, index: Value): Value {
  if (value instanceof Optional) return optionalItem(value, index)
  if (value instanceof CelList) {
    const found = itemAt(value, index)
    return found === undefined ? outOfBounds(index) : found
  }
  const found = value instanceof CelMap ? entryOf(value, index) : undefined
  return found === undefined ? noSuchKey(valueText(index)) : found
}

/** `value[?index]` */
export function optionalItem(value: Value, index: Value): Optional {
  const inner = value instanceof Optional ? value.value : value
  if (inner === undefined) return new Optional()
  if (inner instanceof CelMap) return new Optional(entryOf(inner, index))
  if (inner instanceof CelList) return new Optional(itemAt(inner, index))
  throw noSuchKey(valueText(index))
}

function entryOf(map: CelMap, index: Value): Value | undefined {
  if (keyOf(index) === undefined) throw new CelError(`unsupported key type: ${valueText(index)}`)
  return map.get(index)
}

/** Lists take any number that is whole. */
function itemAt(list: CelList, index: Value): Value | undefined {
  const at = keyOf(index)
  if (typeof at !== 'bigint') throw new CelError(`unsupported index type '${valueText(index)}' in list`)
  return at >= 0n && at < BigInt(list.size) ? list.at(Number(at)) : undefined
}

function noSuchKey(key: string): never {
  throw new NoSuchKeyError(key)
}

function outOfBounds(index: Value): never {
  throw new CelError(`index out of bounds: ${valueText(index)}`)
}
