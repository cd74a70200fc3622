import type { FunctionDeclaration } from '../check/declarations.ts'
import { concatenation, listConcatenation } from '../cost/call-costs.ts'
import {
  bytesType,
  doubleType,
  durationType,
  intType,
  listType,
  stringType,
  timestampType,
  typeParameter,
  uintType,
} from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { checkedInt, checkedUint } from '../values/integer.ts'
import { durationOf, timestampOf } from '../values/times.ts'
import { type CelList, type Duration, type Timestamp, Uint } from '../values/value.ts'
import { declare, overload, takes } from './declare.ts'

const ints = takes(intType, intType).gives(intType)
const uints = takes(uintType, uintType).gives(uintType)
const doubles = takes(doubleType, doubleType).gives(doubleType)
const lists = listType(typeParameter('A'))

function uint(value: bigint): Uint {
  return new Uint(checkedUint(value))
}

function nonZero(value: bigint, message: string): bigint {
  if (value === 0n) throw new CelError(message)
  return value
}

const add = declare(
  '_+_',
  overload('add_int64', ints, (a: bigint, b: bigint) => checkedInt(a + b)),
  overload('add_uint64', uints, (a: Uint, b: Uint) => uint(a.value + b.value)),
  overload('add_double', doubles, (a: number, b: number) => a + b),
  overload(
    'add_string',
    takes(stringType, stringType).gives(stringType, concatenation),
    (a: string, b: string) => a + b,
  ),
  overload(
    'add_bytes',
    takes(bytesType, bytesType).gives(bytesType, concatenation),
    (a: Uint8Array, b: Uint8Array) => Buffer.concat([a, b]),
  ),
  overload('add_list', takes(lists, lists).gives(lists, listConcatenation), (a: CelList, b: CelList) =>
    a.concatenated(b),
  ),
  overload('add_timestamp_duration', takes(timestampType, durationType).gives(timestampType), later),
  overload(
    'add_duration_timestamp',
    takes(durationType, timestampType).gives(timestampType),
    (a: Duration, b: Timestamp) => later(b, a),
  ),
  overload(
    'add_duration_duration',
    takes(durationType, durationType).gives(durationType),
    (a: Duration, b: Duration) => durationOf(a.nanoseconds + b.nanoseconds),
  ),
)

function later(a: Timestamp, b: Duration): Timestamp {
  return timestampOf(a.nanoseconds + b.nanoseconds)
}

const subtract = declare(
  '_-_',
  overload('subtract_int64', ints, (a: bigint, b: bigint) => checkedInt(a - b)),
  overload('subtract_uint64', uints, (a: Uint, b: Uint) => uint(a.value - b.value)),
  overload('subtract_double', doubles, (a: number, b: number) => a - b),
  overload(
    'subtract_timestamp_timestamp',
    takes(timestampType, timestampType).gives(durationType),
    (a: Timestamp, b: Timestamp) => durationOf(a.nanoseconds - b.nanoseconds),
  ),
  overload(
    'subtract_timestamp_duration',
    takes(timestampType, durationType).gives(timestampType),
    (a: Timestamp, b: Duration) => timestampOf(a.nanoseconds - b.nanoseconds),
  ),
  overload(
    'subtract_duration_duration',
    takes(durationType, durationType).gives(durationType),
    (a: Duration, b: Duration) => durationOf(a.nanoseconds - b.nanoseconds),
  ),
)

const multiply = declare(
  '_*_',
  overload('multiply_int64', ints, (a: bigint, b: bigint) => checkedInt(a * b)),
  overload('multiply_uint64', uints, (a: Uint, b: Uint) => uint(a.value * b.value)),
  overload('multiply_double', doubles, (a: number, b: number) => a * b),
)

const divide = declare(
  '_/_',
  overload('divide_int64', ints, (a: bigint, b: bigint) => checkedInt(a / nonZero(b, 'division by zero'))),
  overload('divide_uint64', uints, (a: Uint, b: Uint) =>
    uint(a.value / nonZero(b.value, 'division by zero')),
  ),
  overload('divide_double', doubles, (a: number, b: number) => a / b),
)

const modulo = declare(
  '_%_',
  overload('modulo_int64', ints, (a: bigint, b: bigint) => {
    const rest = a % nonZero(b, 'modulus by zero')
    checkedInt(a / b)
    return rest
  }),
  overload('modulo_uint64', uints, (a: Uint, b: Uint) => uint(a.value % nonZero(b.value, 'modulus by zero'))),
)

const negate = declare(
  '-_',
  overload('negate_int64', takes(intType).gives(intType), (a: bigint) => checkedInt(-a)),
  overload('negate_double', takes(doubleType).gives(doubleType), (a: number) => -a),
)

/** `+`, `-`, `*`, `/` and `%`; integers that 64 bits do not hold are errors. */
export const arithmeticFunctions: readonly FunctionDeclaration[] = [
  add,
  subtract,
  multiply,
  divide,
  modulo,
  negate,
]
