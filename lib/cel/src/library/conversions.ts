import type { FunctionDeclaration } from '../check/declarations.ts'
import { traversal } from '../cost/call-costs.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  listType,
  mapType,
  stringType,
  timestampType,
  typeParameter,
  typeType,
  uintType,
} from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { checkedInt, checkedUint } from '../values/integer.ts'
import { codePoints } from '../values/size.ts'
import {
  formatDuration,
  formatTimestamp,
  parseGoDuration,
  parseTimestamp,
  timestampOf,
} from '../values/times.ts'
import { typeOf } from '../values/type-of.ts'
import {
  type CelList,
  type CelMap,
  type Duration,
  type Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../values/value.ts'
import { doubleText } from '../values/value-text.ts'
import { declare, method, overload, takes } from './declare.ts'

const second = 1_000_000_000n

function identity<T extends Value>(value: T): T {
  return value
}

function unreadable(text: string, type: string): never {
  throw new CelError(`type conversion error from 'string' to '${type}': ${JSON.stringify(text)}`)
}

/** The whole number towards zero, if the double is within what an integer can be. */
function truncated(value: number, message: string): bigint {
  if (!Number.isFinite(value)) throw new CelError(message)
  return BigInt(Math.trunc(value))
}

function intOfDouble(value: number): bigint {
  const limit = 2 ** 63
  if (value <= -limit || value >= limit) throw new CelError('integer overflow')
  return truncated(value, 'integer overflow')
}

function intOfText(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) unreadable(text, 'int')
  return checkedInt(BigInt(text.replace(/^\+/, '')))
}

function uintOfText(text: string): Uint {
  if (!/^\d+$/.test(text)) unreadable(text, 'uint')
  return new Uint(checkedUint(BigInt(text)))
}

const goDouble = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|infinity|nan)$/i

function doubleOfText(text: string): number {
  if (!goDouble.test(text)) unreadable(text, 'double')
  const word = /(?:inf|nan)/i.exec(text)?.[0].toLowerCase()
  if (word === 'nan') return Number.NaN
  if (word === 'inf') return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const value = Number(text)
  return Number.isFinite(value) ? value : unreadable(text, 'double')
}

const truths = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
])

function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string', { cause })
  }
}

const toInt = declare(
  'int',
  overload('int64_to_int64', takes(intType).gives(intType), identity),
  overload('uint64_to_int64', takes(uintType).gives(intType), ({ value }: Uint) => checkedInt(value)),
  overload('double_to_int64', takes(doubleType).gives(intType), intOfDouble),
  overload('string_to_int64', takes(stringType).gives(intType), intOfText),
  overload('timestamp_to_int64', takes(timestampType).gives(intType), ({ nanoseconds }: Timestamp) => {
    return (nanoseconds - (((nanoseconds % second) + second) % second)) / second
  }),
  overload(
    'duration_to_int64',
    takes(durationType).gives(intType),
    ({ nanoseconds }: Duration) => nanoseconds,
  ),
)

const toUint = declare(
  'uint',
  overload('uint64_to_uint64', takes(uintType).gives(uintType), identity),
  overload(
    'int64_to_uint64',
    takes(intType).gives(uintType),
    (value: bigint) => new Uint(checkedUint(value)),
  ),
  overload('double_to_uint64', takes(doubleType).gives(uintType), (value: number) => {
    return new Uint(checkedUint(truncated(value, 'unsigned integer overflow')))
  }),
  overload('string_to_uint64', takes(stringType).gives(uintType), uintOfText),
)

const toDouble = declare(
  'double',
  overload('double_to_double', takes(doubleType).gives(doubleType), identity),
  overload('int64_to_double', takes(intType).gives(doubleType), (value: bigint) => Number(value)),
  overload('uint64_to_double', takes(uintType).gives(doubleType), ({ value }: Uint) => Number(value)),
  overload('string_to_double', takes(stringType).gives(doubleType), doubleOfText),
)

const toText = declare(
  'string',
  overload('string_to_string', takes(stringType).gives(stringType), identity),
  overload('bool_to_string', takes(boolType).gives(stringType), String),
  overload('int64_to_string', takes(intType).gives(stringType), String),
  overload('uint64_to_string', takes(uintType).gives(stringType), ({ value }: Uint) => String(value)),
  overload('double_to_string', takes(doubleType).gives(stringType), doubleText),
  overload(
    'bytes_to_string',
    takes(bytesType).gives(stringType, traversal({ isResultAsLarge: true })),
    textOfBytes,
  ),
  overload('timestamp_to_string', takes(timestampType).gives(stringType), formatTimestamp),
  overload('duration_to_string', takes(durationType).gives(stringType), formatDuration),
)

const toOthers = [
  declare(
    'bool',
    overload('bool_to_bool', takes(boolType).gives(boolType), identity),
    overload(
      'string_to_bool',
      takes(stringType).gives(boolType),
      (text: string) => truths.get(text) ?? unreadable(text, 'bool'),
    ),
  ),
  declare(
    'bytes',
    overload('bytes_to_bytes', takes(bytesType).gives(bytesType), identity),
    overload(
      'string_to_bytes',
      takes(stringType).gives(bytesType, traversal({ isResultAsLarge: true })),
      (text: string) => Buffer.from(text),
    ),
  ),
  declare(
    'duration',
    overload('duration_to_duration', takes(durationType).gives(durationType), identity),
    overload('string_to_duration', takes(stringType).gives(durationType), (text: string) => {
      return parseGoDuration(text) ?? unreadable(text, 'google.protobuf.Duration')
    }),
  ),
  declare(
    'timestamp',
    overload('timestamp_to_timestamp', takes(timestampType).gives(timestampType), identity),
    overload('int64_to_timestamp', takes(intType).gives(timestampType), (value: bigint) =>
      timestampOf(value * second),
    ),
    overload('string_to_timestamp', takes(stringType).gives(timestampType), (text: string) => {
      return parseTimestamp(text) ?? unreadable(text, 'google.protobuf.Timestamp')
    }),
  ),
  declare(
    'type',
    overload('type', takes(typeParameter('A')).gives(typeType(typeParameter('A'))), (value: Value) => {
      return new TypeValue(typeOf(value))
    }),
  ),
]

const anyList = listType(typeParameter('A'))
const anyMap = mapType(typeParameter('A'), typeParameter('B'))

const size = declare(
  'size',
  overload('size_string', takes(stringType).gives(intType), textSize),
  overload('size_bytes', takes(bytesType).gives(intType), bytesSize),
  overload('size_list', takes(anyList).gives(intType), aggregateSize),
  overload('size_map', takes(anyMap).gives(intType), aggregateSize),
  method('string_size', takes(stringType).gives(intType), textSize),
  method('bytes_size', takes(bytesType).gives(intType), bytesSize),
  method('list_size', takes(anyList).gives(intType), aggregateSize),
  method('map_size', takes(anyMap).gives(intType), aggregateSize),
)

function textSize(text: string): bigint {
  return BigInt(codePoints(text))
}

function bytesSize(bytes: Uint8Array): bigint {
  return BigInt(bytes.length)
}

function aggregateSize(value: CelList | CelMap): bigint {
  return BigInt(value.size)
}

/** From one type to another, and `size` and `type`. */
export const conversionFunctions: readonly FunctionDeclaration[] = [
  toInt,
  toUint,
  toDouble,
  toText,
  ...toOthers,
  size,
]
