import type { FunctionDeclaration, Library, Overload } from '../check/declarations.ts'
import { deepTraversal } from '../cost/call-costs.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  intType,
  listType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from '../types/cel-type.ts'
import { typeText } from '../types/type-text.ts'
import { CelError, noSuchOverload } from '../values/cel-error.ts'
import { compareValues } from '../values/compare.ts'
import { areEqual } from '../values/equality.ts'
import { checkedInt, checkedUint } from '../values/integer.ts'
import { durationOf } from '../values/times.ts'
import { ArrayList, type CelList, Duration, Uint, type Value } from '../values/value.ts'
import { declare, method, takes } from './declare.ts'

/** The types whose values have an order. */
export const comparable: readonly CelType[] = [
  intType,
  uintType,
  doubleType,
  boolType,
  durationType,
  timestampType,
  stringType,
  bytesType,
]
const summable = [intType, uintType, doubleType, durationType]

function compared(left: Value, right: Value): number {
  const result = compareValues(left, right)
  if (result === undefined) throw noSuchOverload()
  return result
}

function isSorted(list: CelList): boolean {
  for (let index = 1; index < list.size; index++) {
    if (compared(list.at(index - 1), list.at(index)) > 0) return false
  }
  return true
}

/** The item before which (or after which) all others come. */
function extreme(name: string, sign: 1 | -1): (list: CelList) => Value {
  return (list) => {
    if (list.size === 0) throw new CelError(`${name} called on empty list`)
    let best: Value = list.at(0)
    for (const item of list) if (compared(item, best) * sign > 0) best = item
    return best
  }
}

function added(left: Value, right: Value): Value {
  if (typeof left === 'bigint' && typeof right === 'bigint') return checkedInt(left + right)
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (left instanceof Uint && right instanceof Uint) return new Uint(checkedUint(left.value + right.value))
  if (left instanceof Duration && right instanceof Duration)
    return durationOf(left.nanoseconds + right.nanoseconds)
  throw noSuchOverload()
}

const zeros: Readonly<Record<string, Value>> = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
}

/** One overload for each type of item. */
export function perType(
  name: string,
  types: readonly CelType[],
  overloadOf: (item: CelType, text: string) => Overload,
): FunctionDeclaration {
  return declare(name, ...types.map((item) => overloadOf(item, typeText(item))))
}

const anyItem = typeParameter('A')

function indexOf(list: CelList, item: Value): bigint {
  for (let index = 0; index < list.size; index++) if (areEqual(list.at(index), item)) return BigInt(index)
  return -1n
}

function lastIndexOf(list: CelList, item: Value): bigint {
  for (let index = list.size - 1; index >= 0; index--)
    if (areEqual(list.at(index), item)) return BigInt(index)
  return -1n
}

const indexOfItem = takes(listType(anyItem), anyItem).gives(intType, deepTraversal)

/** Kubernetes' own functions of lists. */
export const listLibrary: Library = {
  functions: [
    perType('isSorted', comparable, (item, text) =>
      method(`list_${text}_is_sorted_bool`, takes(listType(item)).gives(boolType, deepTraversal), isSorted),
    ),
    perType('min', comparable, (item, text) =>
      method(
        `list_${text}_min_${text}`,
        takes(listType(item)).gives(item, deepTraversal),
        extreme('min', -1),
      ),
    ),
    perType('max', comparable, (item, text) =>
      method(`list_${text}_max_${text}`, takes(listType(item)).gives(item, deepTraversal), extreme('max', 1)),
    ),
    perType('sum', summable, (item, text) =>
      method(
        `list_${text}_sum_${text}`,
        takes(listType(item)).gives(item, deepTraversal),
        (list: CelList) => {
          let total: Value = zeros[item.kind] ?? 0n
          for (const each of list) total = added(total, each)
          return total
        },
      ),
    ),
    declare('indexOf', method('list_a_index_of_int', indexOfItem, indexOf)),
    declare('lastIndexOf', method('list_a_last_index_of_int', indexOfItem, lastIndexOf)),
  ],
}
