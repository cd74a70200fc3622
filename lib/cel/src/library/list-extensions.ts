import type { Library } from '../check/declarations.ts'
import { copied, counted, deduplicated, flattened, selfCompared, sliced } from '../cost/list-costs.ts'
import { type CelType, dynType, intType, listType, typeParameter } from '../types/cel-type.ts'
import { typeText } from '../types/type-text.ts'
import { CelError } from '../values/cel-error.ts'
import { compareValues } from '../values/compare.ts'
import { areEqual } from '../values/equality.ts'
import { typeOf } from '../values/type-of.ts'
import { ArrayList, CelList, type Value } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'
import { comparable, perType } from './lists.ts'

const item = typeParameter('T')
const list = listType(item)
const comparableKinds: ReadonlySet<CelType['kind']> = new Set(comparable.map(({ kind }) => kind))

function slice(given: CelList, start: bigint, end: bigint): CelList {
  const asked = `cannot slice(${start}, ${end})`
  if (start < 0n || end < 0n) throw new CelError(`${asked}, negative indexes not supported`)
  if (start > end) throw new CelError(`${asked}, start index must be less than or equal to end index`)
  if (end > BigInt(given.size)) throw new CelError(`${asked}, list is length ${given.size}`)
  return new ArrayList([...given].slice(Number(start), Number(end)))
}

function flatten(given: CelList, depth = 1n): CelList {
  if (depth < 0n) throw new CelError('level must be non-negative')
  const flat = (values: CelList, left: bigint): Value[] =>
    [...values].flatMap((value) => (value instanceof CelList && left > 0n ? flat(value, left - 1n) : [value]))
  return new ArrayList(flat(given, depth))
}

function distinct(given: CelList): CelList {
  const kept: Value[] = []
  for (const value of given) if (!kept.some((each) => areEqual(each, value))) kept.push(value)
  return new ArrayList(kept)
}

/** The items in the order of their keys, which are all of one type; where keys are equal, as they were. */
function sortByKeys(given: CelList, keys: CelList): CelList {
  if (given.size !== keys.size) {
    const sizes = `got ${given.size} and ${keys.size} elements respectively`
    throw new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but ${sizes}`,
    )
  }
  const pairs = [...keys].map((key, index) => ({ key, value: given.at(index) }))
  const [first] = pairs
  if (!first) return given
  const { kind } = typeOf(first.key)
  if (!comparableKinds.has(kind)) throw new CelError('list elements must be comparable')
  if (pairs.some(({ key }) => typeOf(key).kind !== kind))
    throw new CelError('list elements must have the same type')
  pairs.sort((left, right) => compareValues(left.key, right.key) ?? 0)
  return new ArrayList(pairs.map(({ value }) => value))
}

function range(count: bigint): CelList {
  if (count > 1_000_000n) throw new CelError(`lists.range(${count}) is too large`)
  return new ArrayList(Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index)))
}

/** cel-go's own functions of lists, version 3; `sortBy` is a macro that ends in one of these. */
export const listExtensions: Library = {
  functions: [
    declare('slice', method('list_slice', takes(list, intType, intType).gives(list, sliced), slice)),
    declare(
      'flatten',
      method('list_flatten', takes(listType(list)).gives(list, flattened), (given: CelList) =>
        flatten(given),
      ),
      method(
        'list_flatten_int',
        takes(listType(dynType), intType).gives(listType(dynType), flattened),
        flatten,
      ),
    ),
    declare(
      'reverse',
      method('list_reverse', takes(list).gives(list, copied), (given: CelList) => {
        return new ArrayList([...given].reverse())
      }),
    ),
    declare('distinct', method('list_distinct', takes(list).gives(list, deduplicated), distinct)),
    perType('sort', comparable, (type) =>
      method(
        `list_${typeText(type)}_sort`,
        takes(listType(type)).gives(listType(type), selfCompared()),
        (given: CelList) => sortByKeys(given, given),
      ),
    ),
    perType('@sortByAssociatedKeys', comparable, (type) =>
      method(
        `list_${typeText(type)}_sortByAssociatedKeys`,
        takes(list, listType(type)).gives(list, selfCompared(1)),
        sortByKeys,
      ),
    ),
    declare('lists.range', overload('lists_range', takes(intType).gives(listType(intType), counted), range)),
  ],
}
