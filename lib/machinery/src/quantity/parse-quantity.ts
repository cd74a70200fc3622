export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent'

export interface ParsedQuantity {
  readonly unscaled: bigint
  readonly exponent: number
  readonly format: QuantityFormat
}

/** The text is no quantity. */
export class QuantityError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'QuantityError'
  }
}

const wrongFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const wrongNumber = 'unable to parse numeric part of quantity'
const wrongSuffix = "unable to parse quantity's suffix"

const decimalExponents: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
])
const binaryExponents: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
])

const finest = -9
const maxBinary = 2n ** 63n - 1n
/** Powers of ten beyond this are refused: nothing is that large, and the numbers would be. */
const maxExponent = 1000

const shape = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/

/** Splits a quantity into number and format; what is finer than a nano-unit is rounded away from zero. */
export function parseQuantityText(text: string): ParsedQuantity {
  const [, sign, whole = '', fraction = '', suffix = ''] = shape.exec(text) ?? []
  if (sign === undefined || text === '') throw new QuantityError(wrongFormat)
  if (text.length > maxExponent) throw new QuantityError(wrongNumber)
  const { base, power, format } = interpretSuffix(suffix)
  const digits = BigInt(`${whole}${fraction}` || '0')
  const amount = base === 2 ? digits << BigInt(power) : digits
  const exponent = (base === 10 ? power : 0) - fraction.length
  const rounded = exponent < finest ? roundToNano(amount, exponent) : { amount, exponent }
  const unscaled = sign === '-' ? -rounded.amount : rounded.amount
  return bounded({ unscaled, exponent: rounded.exponent, format })
}

function interpretSuffix(suffix: string): { base: 2 | 10; power: number; format: QuantityFormat } {
  const binary = binaryExponents.get(suffix)
  if (binary !== undefined) return { base: 2, power: binary, format: 'BinarySI' }
  const decimal = decimalExponents.get(suffix)
  if (decimal !== undefined) return { base: 10, power: decimal, format: 'DecimalSI' }
  if (!/^[eE][+-]?\d+$/.test(suffix)) throw new QuantityError(wrongSuffix)
  const power = Number(suffix.slice(1))
  if (power > maxExponent) throw new QuantityError(wrongSuffix)
  return { base: 10, power: Math.max(power, -2 * maxExponent), format: 'DecimalExponent' }
}

function roundToNano(amount: bigint, exponent: number): { amount: bigint; exponent: number } {
  const divisor = 10n ** BigInt(finest - exponent)
  const quotient = amount / divisor
  return { amount: quotient * divisor === amount ? quotient : quotient + 1n, exponent: finest }
}

/** Binary amounts end at the largest 64-bit number, and below one unit they become decimal ones. */
function bounded(parsed: ParsedQuantity): ParsedQuantity {
  if (parsed.format !== 'BinarySI') return parsed
  const magnitude = parsed.unscaled < 0n ? -parsed.unscaled : parsed.unscaled
  const one = 10n ** BigInt(-parsed.exponent)
  if (magnitude > maxBinary * one) {
    return { unscaled: parsed.unscaled < 0n ? -maxBinary : maxBinary, exponent: 0, format: 'BinarySI' }
  }
  return magnitude < one && magnitude > 0n ? { ...parsed, format: 'DecimalSI' } : parsed
}
