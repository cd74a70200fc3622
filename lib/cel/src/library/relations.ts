import type { CallCost, FunctionDeclaration, Overload } from '../check/declarations.ts'
import { comparison, fixed, membership } from '../cost/call-costs.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  optionalType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from '../types/cel-type.ts'
import { typeText } from '../types/type-text.ts'
import { noSuchOverload } from '../values/cel-error.ts'
import { compareValues } from '../values/compare.ts'
import { areEqual } from '../values/equality.ts'
import { type CelList, type CelMap, OpaqueValue, type Value } from '../values/value.ts'
import { declare, overload, takes } from './declare.ts'

const itemType = typeParameter('A')
const valueType = typeParameter('B')

const numbers = [intType, uintType, doubleType]
const ordered: readonly (readonly [CelType, CelType])[] = [
  [boolType, boolType],
  ...numbers.flatMap((left) => numbers.map((right) => [left, right] as const)),
  [stringType, stringType],
  [bytesType, bytesType],
  [timestampType, timestampType],
  [durationType, durationType],
]

function order(name: string, id: string, holds: (compared: number) => boolean): FunctionDeclaration {
  const overloads = ordered.map(([left, right]): Overload => {
    const isText = left.kind === 'string' || left.kind === 'bytes'
    const signature = takes(left, right).gives(boolType, isText ? comparison : undefined)
    return overload(`${id}_${typeText(left)}_${typeText(right)}`, signature, (a: Value, b: Value) => {
      const compared = compareValues(a, b)
      if (compared === undefined) throw noSuchOverload()
      return holds(compared)
    })
  })
  return declare(name, ...overloads)
}

/** Values of Kubernetes' own types compare at once. */
const equalityCost: CallCost = {
  actual: (args, result) => (args[0] instanceof OpaqueValue ? 1 : comparison.actual(args, result)),
  estimate: (args) => (args[0]?.type.kind === 'opaque' ? fixed(1).estimate(args) : comparison.estimate(args)),
}
const sameType = takes(itemType, itemType).gives(boolType, equalityCost)

/** `==`, `<`, `in` and their kin, and negation; `&&` and `||` are declared here and compiled apart. */
export const relationFunctions: readonly FunctionDeclaration[] = [
  order('_<_', 'less', (compared) => compared < 0),
  order('_<=_', 'less_equals', (compared) => compared <= 0),
  order('_>_', 'greater', (compared) => compared > 0),
  order('_>=_', 'greater_equals', (compared) => compared >= 0),
  declare('_==_', overload('equals', sameType, areEqual)),
  declare(
    '_!=_',
    overload('not_equals', sameType, (a: Value, b: Value) => !areEqual(a, b)),
  ),
  declare(
    '@in',
    overload(
      'in_list',
      takes(itemType, listType(itemType)).gives(boolType, membership),
      (item: Value, list: CelList) => {
        for (const each of list) if (areEqual(item, each)) return true
        return false
      },
    ),
    overload(
      'in_map',
      takes(itemType, mapType(itemType, valueType)).gives(boolType),
      (key: Value, map: CelMap) => map.get(key) !== undefined,
    ),
  ),
  declare(
    '!_',
    overload('logical_not', takes(boolType).gives(boolType), (value: boolean) => !value),
  ),
  ...compiledApart(),
]

/** Operators whose arguments are not all evaluated: their overloads only tell their types. */
function compiledApart(): FunctionDeclaration[] {
  const unused = (): never => {
    throw noSuchOverload()
  }
  const bools = takes(boolType, boolType).gives(boolType)
  const listOf = listType(itemType)
  const mapOf = mapType(itemType, valueType)
  return [
    declare('_&&_', overload('logical_and', bools, unused)),
    declare('_||_', overload('logical_or', bools, unused)),
    declare('@not_strictly_false', overload('not_strictly_false', takes(boolType).gives(boolType), unused)),
    declare('_?_:_', overload('conditional', takes(boolType, itemType, itemType).gives(itemType), unused)),
    declare(
      '_[_]',
      overload('index_list', takes(listOf, intType).gives(itemType), unused),
      overload('index_map', takes(mapOf, itemType).gives(valueType), unused),
      ...optionalIndexes(unused),
    ),
    declare(
      '_[?_]',
      overload('list_optindex_optional_int', takes(listOf, intType).gives(optionalType(itemType)), unused),
      overload('map_optindex_optional_value', takes(mapOf, itemType).gives(optionalType(valueType)), unused),
      ...optionalIndexes(unused),
    ),
    declare(
      'dyn',
      overload('to_dyn', takes(itemType).gives(dynType), (value: Value) => value),
    ),
  ]
}

function optionalIndexes(unused: () => never): Overload[] {
  const listOf = optionalType(listType(itemType))
  const mapOf = optionalType(mapType(itemType, valueType))
  return [
    overload('optional_list_index_int', takes(listOf, intType).gives(optionalType(itemType)), unused),
    overload('optional_map_index_value', takes(mapOf, itemType).gives(optionalType(valueType)), unused),
  ]
}
