import { CelError } from './cel-error.ts'
import { checkedInt } from './integer.ts'
import { Duration, Timestamp } from './value.ts'

const second = 1_000_000_000n
const minTimestamp = -62_135_596_800n * second
const maxTimestamp = 253_402_300_800n * second - 1n

/** A moment within the years 1 to 9999. */
export function timestampOf(nanoseconds: bigint): Timestamp {
  if (nanoseconds < minTimestamp || nanoseconds > maxTimestamp) throw new CelError('timestamp overflow')
  return new Timestamp(nanoseconds)
}

/** A duration that 64 bits of nanoseconds hold. */
export function durationOf(nanoseconds: bigint): Duration {
  return new Duration(checkedInt(nanoseconds, 'duration overflow'))
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/

/** Reads `2026-01-02T03:04:05.678Z`; undefined if it is no moment. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = rfc3339.exec(text)
  if (!match) return undefined
  const [, date = '', time = '', fraction = '', zone = ''] = match
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  if (Number.isNaN(ms) || !isDayOfMonth(date)) return undefined
  const nanoseconds = BigInt(ms) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  return nanoseconds < minTimestamp || nanoseconds > maxTimestamp ? undefined : new Timestamp(nanoseconds)
}

/** JavaScript takes the 31st of February for one of March. */
function isDayOfMonth(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDate() === Number(date.slice(8))
}

export function formatTimestamp({ nanoseconds }: Timestamp): string {
  const fraction = ((nanoseconds % second) + second) % second
  const whole = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString().slice(0, 19)
  const digits = fraction === 0n ? '' : `.${fraction.toString().padStart(9, '0').replace(/0+$/, '')}`
  return `${whole}${digits}Z`
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: 3600n * second,
}
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y

/** Reads `1h30m`, as Go's time.ParseDuration does; undefined if it is no duration. */
export function parseGoDuration(text: string): Duration | undefined {
  const isNegative = text.startsWith('-')
  const body = text.replace(/^[+-]/, '')
  if (body === '0') return new Duration(0n)
  let total = 0n
  let at = 0
  while (at < body.length) {
    part.lastIndex = at
    const match = part.exec(body)
    if (!match) return undefined
    total += amountOf(match[1] ?? '', units[match[2] ?? ''] ?? 0n)
    at = part.lastIndex
  }
  const value = isNegative ? -total : total
  if (body === '' || value > (1n << 63n) - 1n || value < -(1n << 63n)) return undefined
  return new Duration(value)
}

function amountOf(number: string, unit: bigint): bigint {
  const [whole = '', fraction = ''] = number.split('.')
  const digits = fraction.slice(0, 18)
  const part = digits === '' ? 0n : (BigInt(digits) * unit) / 10n ** BigInt(digits.length)
  return BigInt(whole || '0') * unit + part
}

/** As CEL writes them: in seconds, `5400s` or `1.5s`. */
export function formatDuration({ nanoseconds }: Duration): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  const fraction = (size % second).toString().padStart(9, '0').replace(/0+$/, '')
  return `${nanoseconds < 0n ? '-' : ''}${size / second}${fraction && `.${fraction}`}s`
}
