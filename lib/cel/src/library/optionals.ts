import type { FunctionDeclaration } from '../check/declarations.ts'
import { boolType, listType, optionalType, typeParameter } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import {
  ArrayList,
  CelList,
  CelMap,
  Duration,
  Optional,
  Timestamp,
  Uint,
  type Value,
} from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'

const valueType = typeParameter('V')
const optional = optionalType(valueType)

function isZero(value: Value): boolean {
  if (value instanceof CelList || value instanceof CelMap) return value.size === 0
  if (value instanceof Uint8Array) return value.length === 0
  if (value instanceof Uint) return value.value === 0n
  if (value instanceof Duration) return value.nanoseconds === 0n
  if (value instanceof Timestamp) return value.nanoseconds === 0n
  if (value instanceof Optional) return value.value === undefined
  return value === null || value === false || value === 0n || value === 0 || value === ''
}

const values = listType(valueType)
const optionals = listType(optional)

function present(list: CelList): CelList {
  return new ArrayList(
    [...list].flatMap((item) => (item instanceof Optional && item.value !== undefined ? [item.value] : [])),
  )
}

/** Values that may be missing; `?` in selections and in making lists and maps is compiled apart. */
export const optionalFunctions: readonly FunctionDeclaration[] = [
  declare(
    'optional.of',
    overload('optional_of', takes(valueType).gives(optional), (value: Value) => new Optional(value)),
  ),
  declare(
    'optional.ofNonZeroValue',
    overload('optional_ofNonZeroValue', takes(valueType).gives(optional), (value: Value) => {
      return isZero(value) ? new Optional() : new Optional(value)
    }),
  ),
  declare(
    'optional.none',
    overload('optional_none', takes().gives(optional), () => new Optional()),
  ),
  declare(
    'value',
    method('optional_value', takes(optional).gives(valueType), ({ value }: Optional) => {
      if (value === undefined) throw new CelError('optional.none() dereference')
      return value
    }),
  ),
  declare(
    'hasValue',
    method(
      'optional_hasValue',
      takes(optional).gives(boolType),
      ({ value }: Optional) => value !== undefined,
    ),
  ),
  declare(
    'or',
    method(
      'optional_or_optional',
      takes(optional, optional).gives(optional),
      (left: Optional, right: Optional) => (left.value === undefined ? right : left),
    ),
  ),
  declare(
    'orValue',
    method(
      'optional_orValue_value',
      takes(optional, valueType).gives(valueType),
      (left: Optional, right: Value) => (left.value === undefined ? right : left.value),
    ),
  ),
  declare(
    'first',
    method('list_first', takes(values).gives(optional), (list: CelList) => {
      return list.size === 0 ? new Optional() : new Optional(list.at(0))
    }),
  ),
  declare(
    'last',
    method('list_last', takes(values).gives(optional), (list: CelList) => {
      return list.size === 0 ? new Optional() : new Optional(list.at(list.size - 1))
    }),
  ),
  declare('optional.unwrap', overload('optional_unwrap', takes(optionals).gives(values), present)),
  declare('unwrapOpt', method('optional_unwrapOpt', takes(optionals).gives(values), present)),
]
