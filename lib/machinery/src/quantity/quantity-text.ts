import type { ParsedQuantity } from './parse-quantity.ts'

const decimalSuffixes: ReadonlyMap<number, string> = new Map([
  [-9, 'n'],
  [-6, 'u'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
  [12, 'T'],
  [15, 'P'],
  [18, 'E'],
])
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

/**
 * Upstream's canonical text. Binary amounts that are not whole, or are within ±1024, are written as
 * decimal ones. Where upstream drops the suffix of amounts beyond `E`, they are written in `E` here.
 */
export function canonicalText({ unscaled, exponent, format }: ParsedQuantity): string {
  if (unscaled === 0n) return '0'
  if (format === 'BinarySI') {
    const whole = wholeOf(unscaled, exponent)
    if (whole !== undefined && (whole <= -1024n || whole >= 1024n)) return binaryText(whole)
  }
  const decimal = inThousands(unscaled, exponent)
  if (format === 'DecimalExponent') {
    return decimal.exponent === 0 ? `${decimal.mantissa}` : `${decimal.mantissa}e${decimal.exponent}`
  }
  return decimalText(decimal.mantissa, decimal.exponent)
}

function wholeOf(unscaled: bigint, exponent: number): bigint | undefined {
  if (exponent >= 0) return unscaled * 10n ** BigInt(exponent)
  const divisor = 10n ** BigInt(-exponent)
  return unscaled % divisor === 0n ? unscaled / divisor : undefined
}

function binaryText(whole: bigint): string {
  let amount = whole
  let times = 0
  while (times < binarySuffixes.length - 1 && amount % 1024n === 0n) {
    amount /= 1024n
    times++
  }
  return `${amount}${binarySuffixes[times]}`
}

/** The same amount with the largest exponent that is a multiple of three. */
function inThousands(unscaled: bigint, exponent: number): { mantissa: bigint; exponent: number } {
  let mantissa = unscaled
  let power = exponent
  while (mantissa % 10n === 0n) {
    mantissa /= 10n
    power++
  }
  const surplus = ((power % 3) + 3) % 3
  return { mantissa: mantissa * 10n ** BigInt(surplus), exponent: power - surplus }
}

function decimalText(mantissa: bigint, exponent: number): string {
  const shown = Math.min(exponent, 18)
  return `${mantissa * 10n ** BigInt(exponent - shown)}${decimalSuffixes.get(shown)}`
}
