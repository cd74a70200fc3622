/** Milliseconds in a unit; below one, how many make a millisecond, so that nothing is rounded. */
const units: Readonly<Record<string, { readonly ms: number } | { readonly perMs: number }>> = {
  ns: { perMs: 1e6 },
  us: { perMs: 1e3 },
  µs: { perMs: 1e3 },
  μs: { perMs: 1e3 },
  ms: { ms: 1 },
  s: { ms: 1000 },
  m: { ms: 60_000 },
  h: { ms: 3_600_000 },
}

/** Go counts nanoseconds in 64 bits. */
const maxMs = 2 ** 63 / 1e6

/** Milliseconds of a Go duration such as `1h5m3.5s`; throws with Go's text. */
export function parseDuration(text: string): number {
  const isNegative = text.startsWith('-')
  const body = /^[+-]/.test(text) ? text.slice(1) : text
  if (body === '0') return 0
  if (body === '') throw new Error(`time: invalid duration ${JSON.stringify(text)}`)
  let ms = 0
  for (let rest = body; rest !== ''; ) {
    const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest) ?? []
    ms += msOf(number, unit, text)
    rest = rest.slice(number.length + unit.length)
  }
  if (ms > maxMs) throw new Error(`time: invalid duration ${JSON.stringify(text)}`)
  return isNegative ? -ms : ms
}

function msOf(number: string, unit: string, text: string): number {
  const quoted = JSON.stringify(text)
  if (number === '') throw new Error(`time: invalid duration ${quoted}`)
  if (unit === '') throw new Error(`time: missing unit in duration ${quoted}`)
  const known = Object.hasOwn(units, unit) ? units[unit] : undefined
  if (!known) throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`)
  return 'ms' in known ? Number(number) * known.ms : Number(number) / known.perMs
}

/** The text Go gives a duration of `ms` milliseconds: `1h0m0.5s`, `20ms`, `0s`. */
export function formatDuration(ms: number): string {
  const wholeSeconds = Math.floor(Math.abs(ms) / 1000)
  const nanos = Math.round((Math.abs(ms) - wholeSeconds * 1000) * 1e6)
  const text =
    wholeSeconds === 0 && nanos < 1e9
      ? subsecondText(nanos)
      : clockText(wholeSeconds + Math.floor(nanos / 1e9), nanos % 1e9)
  return ms < 0 && text !== '0s' ? `-${text}` : text
}

function subsecondText(nanos: number): string {
  if (nanos === 0) return '0s'
  if (nanos < 1e3) return `${nanos}ns`
  return nanos < 1e6 ? `${decimal(nanos, 1e3)}µs` : `${decimal(nanos, 1e6)}ms`
}

function clockText(wholeSeconds: number, nanos: number): string {
  const minutes = Math.floor(wholeSeconds / 60)
  const seconds = `${decimal((wholeSeconds % 60) * 1e9 + nanos, 1e9)}s`
  if (minutes === 0) return seconds
  if (minutes < 60) return `${minutes}m${seconds}`
  return `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`
}

/** `nanos / unit` exactly, without trailing zeros. */
function decimal(nanos: number, unit: number): string {
  const whole = Math.floor(nanos / unit)
  const digits = String(unit).length - 1
  const fraction = String(nanos - whole * unit)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return fraction ? `${whole}.${fraction}` : `${whole}`
}

/** An age as kubectl prints it: two units while they matter, one after that (`5s`, `2m30s`, `3h20m`, `2d4h`, `5y`). */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return twoUnits([minutes, 'm'], [seconds % 60, 's'])
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return twoUnits([hours, 'h'], [minutes % 60, 'm'])
  return hours < 48 ? `${hours}h` : daysAndYears(hours)
}

function daysAndYears(hours: number): string {
  const days = Math.floor(hours / 24)
  if (days < 8) return twoUnits([days, 'd'], [hours % 24, 'h'])
  if (days < 2 * 365) return `${days}d`
  const years = Math.floor(days / 365)
  return years < 8 ? twoUnits([years, 'y'], [days % 365, 'd']) : `${years}y`
}

function twoUnits([large, largeUnit]: [number, string], [small, smallUnit]: [number, string]): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
