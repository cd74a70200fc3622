const nanosPerUnit: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Milliseconds of a Go duration such as `1h5m3.5s`; throws with Go's text. */
export function parseDuration(text: string): number {
  const isNegative = text.startsWith('-')
  const body = /^[+-]/.test(text) ? text.slice(1) : text
  if (body === '0') return 0
  if (body === '') throw new Error(`time: invalid duration ${JSON.stringify(text)}`)
  let nanos = 0
  for (let rest = body; rest !== ''; ) {
    const [, number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(rest) ?? []
    nanos += nanosOf(number, unit, text)
    rest = rest.slice(number.length + unit.length)
  }
  return (isNegative ? -nanos : nanos) / 1e6
}

function nanosOf(number: string, unit: string, text: string): number {
  const quoted = JSON.stringify(text)
  if (number === '') throw new Error(`time: invalid duration ${quoted}`)
  if (unit === '') throw new Error(`time: missing unit in duration ${quoted}`)
  const nanos = Object.hasOwn(nanosPerUnit, unit) ? nanosPerUnit[unit] : undefined
  if (nanos === undefined) throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`)
  const value = Number(number) * nanos
  if (value > 2 ** 63) throw new Error(`time: invalid duration ${quoted}`)
  return value
}

/** The text Go gives a duration of `ms` milliseconds: `1h0m0.5s`, `20ms`, `0s`. */
export function formatDuration(ms: number): string {
  const nanos = Math.round(Math.abs(ms) * 1e6)
  const sign = ms < 0 && nanos > 0 ? '-' : ''
  if (nanos === 0) return '0s'
  if (nanos < 1e3) return `${sign}${nanos}ns`
  if (nanos < 1e6) return `${sign}${decimal(nanos, 1e3)}µs`
  if (nanos < 1e9) return `${sign}${decimal(nanos, 1e6)}ms`
  const minutes = Math.floor(nanos / 60e9)
  const seconds = `${decimal(nanos - minutes * 60e9, 1e9)}s`
  if (minutes === 0) return `${sign}${seconds}`
  if (minutes < 60) return `${sign}${minutes}m${seconds}`
  return `${sign}${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`
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
