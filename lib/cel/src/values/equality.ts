import { typeName } from '../types/type-text.ts'
import { compareNumbers, isNumeric } from './compare.ts'
import { KeyedList } from './keyed-list.ts'
import {
  CelList,
  CelMap,
  Duration,
  OpaqueValue,
  Optional,
  Timestamp,
  TypeValue,
  type Value,
} from './value.ts'

/** CEL's equality: values of different types differ, except for numbers, which are equal by amount. */
export function areEqual(left: Value, right: Value): boolean {
  if (isNumeric(left)) return isNumeric(right) && compareNumbers(left, right) === 0
  if (left === null || typeof left !== 'object') return left === right
  if (right === null || typeof right !== 'object') return false
  if (left instanceof CelList) return right instanceof CelList && areEqualLists(left, right)
  if (left instanceof CelMap) return right instanceof CelMap && areEqualMaps(left, right)
  return areEqualOthers(left, right)
}

function areEqualOthers(left: object, right: object): boolean {
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0
  if (left instanceof TypeValue) {
    return right instanceof TypeValue && typeName(left.type) === typeName(right.type)
  }
  if (left instanceof Optional) return right instanceof Optional && areEqualOptionals(left, right)
  if (left instanceof OpaqueValue && right instanceof OpaqueValue) {
    return typeName(left.type) === typeName(right.type) && left.equals(right)
  }
  return areEqualTimes(left, right)
}

function areEqualTimes(left: object, right: object): boolean {
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanoseconds === right.nanoseconds
  return left instanceof Duration && right instanceof Duration && left.nanoseconds === right.nanoseconds
}

function areEqualOptionals({ value: left }: Optional, { value: right }: Optional): boolean {
  if (left === undefined || right === undefined) return left === right
  return areEqual(left, right)
}

function areEqualLists(left: CelList, right: CelList): boolean {
  if (left.size !== right.size) return false
  const keyed = left instanceof KeyedList ? left : right instanceof KeyedList ? right : undefined
  if (keyed) return keyed.hasSameItems(keyed === left ? right : left, areEqual)
  for (let index = 0; index < left.size; index++) {
    if (!areEqual(left.at(index), right.at(index))) return false
  }
  return true
}

function areEqualMaps(left: CelMap, right: CelMap): boolean {
  if (left.size !== right.size || left.typeName !== right.typeName) return false
  for (const key of left.keys()) {
    const own = left.get(key)
    const other = right.get(key)
    if (own === undefined || other === undefined || !areEqual(own, other)) return false
  }
  return true
}
