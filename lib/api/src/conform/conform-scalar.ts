import { formatDuration, parseDuration } from '@knarr/machinery'
import { canonicalQuantity } from './canonical-quantity.ts'
import type { ConformPath } from './conform-path.ts'

/** Checks and normalises one value that is not null. */
export type Conform = (value: unknown, path: ConformPath) => unknown

export const conformString =
  (goType: string): Conform =>
  (value, path) => {
    if (typeof value === 'string') return value
    throw path.mismatch(value, goType)
  }

export const conformBoolean: Conform = (value, path) => {
  if (typeof value === 'boolean') return value
  throw path.mismatch(value, 'bool')
}

export const conformInt32 =
  (goType: string): Conform =>
  (value, path) => {
    if (typeof value === 'number' && (value | 0) === value) return value
    throw path.mismatch(value, goType)
  }

export const conformInt64 =
  (goType: string): Conform =>
  (value, path) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63)
      return value
    throw path.mismatch(value, goType)
  }

export const conformDouble: Conform = (value, path) => {
  if (typeof value === 'number') return value
  throw path.mismatch(value, 'float64')
}

/** A string is any text, here; what the text means is for validation to say. */
export const conformIntOrString: Conform = (value, path) => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && (value | 0) === value) return value
  throw path.refusal(
    `json: cannot unmarshal ${typeof value === 'number' ? `number ${value}` : nameOf(value)} into Go value of type int32`,
  )
}

const nameOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

export const conformQuantity: Conform = (value, path) => {
  try {
    if (typeof value === 'string') return canonicalQuantity(value)
    if (typeof value === 'number') return canonicalQuantity(String(value))
  } catch (error) {
    throw path.refusal(error instanceof Error ? error.message : wrongQuantity)
  }
  throw path.refusal(wrongQuantity)
}

const wrongQuantity =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

/** A Go duration in its usual form: `1h0m0s`. */
export const conformDuration: Conform = (value, path) => {
  if (typeof value !== 'string') throw path.mismatch(value, 'string')
  try {
    return formatDuration(parseDuration(value))
  } catch (error) {
    throw path.refusal(error instanceof Error ? error.message : String(error))
  }
}

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/

/** RFC 3339 in UTC, whole seconds. */
export const conformTime: Conform = (value, path) => {
  const { seconds } = parseTime(value, path)
  return `${seconds}Z`
}

/** RFC 3339 in UTC, six digits of a second. */
export const conformMicroTime: Conform = (value, path) => {
  const { seconds, fraction } = parseTime(value, path)
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z`
}

function parseTime(value: unknown, path: ConformPath): { seconds: string; fraction: string } {
  if (typeof value !== 'string') {
    const shown = typeof value === 'number' ? 'number' : nameOf(value)
    throw path.refusal(`json: cannot unmarshal ${shown} into Go value of type string`)
  }
  const match = rfc3339.exec(value)
  const milliseconds = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN
  if (!match || Number.isNaN(milliseconds)) throw path.refusal(timeError(value))
  const [, seconds = '', fraction = '', zone] = match
  if (zone === 'Z') return { seconds, fraction }
  return { seconds: new Date(milliseconds).toISOString().slice(0, 19), fraction }
}

const timeLayout: readonly [pattern: RegExp, element: string][] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:[.,]\d+)?/, '05'],
  [/^(?:Z|[+-]\d\d:\d\d)/, 'Z07:00'],
]

/** Go's error for a time that does not follow the layout. */
function timeError(text: string): string {
  const prefix = `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00"`
  let rest = text
  for (const [pattern, element] of timeLayout) {
    const match = pattern.exec(rest)
    if (!match) return `${prefix}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`
    rest = rest.slice(match[0].length)
  }
  return rest
    ? `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`
    : `${prefix}: out of range`
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Standard base64 with padding; line breaks in it are dropped, as Go's decoder does. */
export const conformBytes: Conform = (value, path) => {
  if (typeof value !== 'string') throw path.mismatch(value, '[]uint8')
  if (base64.test(value)) return value
  const joined = value.replace(/[\r\n]/g, '')
  if (base64.test(joined)) return joined
  const wrong = /[^A-Za-z0-9+/]/.exec(joined)?.index ?? joined.length
  throw path.refusal(`illegal base64 data at input byte ${Math.min(wrong, joined.length)}`)
}

export const conformAnything: Conform = (value) => value
