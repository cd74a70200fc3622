import { Duration, Timestamp, Uint, type Value } from './value.ts'

/** A number of any type. */
export type Numeric = bigint | number | Uint

export function isNumeric(value: Value): value is Numeric {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint
}

/** Less than, equal to or greater than zero; NaN if one is not a number. JavaScript compares exactly across types. */
export function compareNumbers(left: Numeric, right: Numeric): number {
  const first = left instanceof Uint ? left.value : left
  const second = right instanceof Uint ? right.value : right
  if (first < second) return -1
  if (first > second) return 1
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are compared by amount
  return first == second ? 0 : Number.NaN
}

/** How two values of types that have an order compare; undefined if these two do not. */
export function compareValues(left: Value, right: Value): number | undefined {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right)
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right)
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (left instanceof Timestamp && right instanceof Timestamp)
    return compareNumbers(left.nanoseconds, right.nanoseconds)
  if (left instanceof Duration && right instanceof Duration)
    return compareNumbers(left.nanoseconds, right.nanoseconds)
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right)
  return undefined
}

/** Strings in the order of their code points, which for surrogate pairs is not that of UTF-16. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0
  const isPlain = !surrogate.test(left) && !surrogate.test(right)
  if (isPlain) return left < right ? -1 : 1
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

const surrogate = /[\ud800-\udfff]/
