import { typeName } from '../types/type-text.ts'
import { CelError } from '../values/cel-error.ts'
import { formatDuration, formatTimestamp } from '../values/times.ts'
import { typeOf } from '../values/type-of.ts'
import { CelList, CelMap, Duration, Timestamp, TypeValue, Uint, type Value } from '../values/value.ts'
import { doubleText } from '../values/value-text.ts'

const clause = /%(?:(%)|(?:\.(\d+))?([a-zA-Z])?)/g

/** `'%s has %.2f'.format([…])` */
export function formatText(template: string, args: CelList): string {
  let next = 0
  const text = template.replace(clause, (whole, percent?: string, precision?: string, verb?: string) => {
    if (percent) return '%'
    if (verb === undefined) throw new CelError('unexpected end of string')
    if (next >= args.size) throw new CelError(`index ${next} out of range`)
    const format = verbs[verb]
    if (!format)
      throw new CelError(
        `could not parse formatting clause: unrecognized formatting clause "${whole.at(-1)}"`,
      )
    return format(args.at(next++), precision === undefined ? undefined : Number(precision))
  })
  if (next < args.size) throw new CelError('too many arguments supplied to formatting string')
  return text
}

type Format = (value: Value, precision: number | undefined) => string

const verbs: Readonly<Record<string, Format>> = {
  s: plainText,
  d: (value) => integerText(value, 'decimal', 10),
  b: (value) => (typeof value === 'boolean' ? String(Number(value)) : integerText(value, 'binary', 2)),
  o: (value) => integerText(value, 'octal', 8),
  x: hexText,
  X: (value, precision) => hexText(value, precision).toUpperCase(),
  f: (value, precision) => realText(value, 'fixed-point', (number) => number.toFixed(precision ?? 6)),
  e: (value, precision) =>
    realText(value, 'scientific notation', (number) => exponentText(number, precision ?? 6)),
}

function refuse(value: Value, kind: string, wanted: string): never {
  const given = typeName(typeOf(value))
  throw new CelError(
    `error during formatting: ${kind} clause can only be used on ${wanted}, was given ${given}`,
  )
}

function integerText(value: Value, kind: string, radix: number): string {
  if (typeof value === 'bigint') return value.toString(radix)
  if (value instanceof Uint) return value.value.toString(radix)
  if (radix === 10 && typeof value === 'number' && !Number.isFinite(value)) return specialText(value)
  return refuse(value, kind, radix === 2 ? 'integers and bools' : 'integers')
}

function hexText(value: Value, _precision?: number): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return integerText(value, 'hex', 16)
}

function realText(value: Value, kind: string, format: (number: number) => string): string {
  const number = value instanceof Uint ? Number(value.value) : value
  if (typeof number === 'bigint') return format(Number(number))
  if (typeof number !== 'number') return refuse(value, kind, 'doubles')
  return Number.isFinite(number) ? format(number) : specialText(number)
}

function specialText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? 'Infinity' : '-Infinity'
}

function exponentText(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2')
}

function plainText(value: Value): string {
  if (typeof value === 'number') return Number.isFinite(value) ? doubleText(value) : specialText(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (value instanceof CelList) return `[${Array.from(value, plainText).join(', ')}]`
  if (value instanceof CelMap) return mapText(value)
  return objectText(value)
}

function objectText(value: object & Value): string {
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  if (value instanceof Timestamp) return formatTimestamp(value)
  if (value instanceof Duration) return formatDuration(value)
  if (value instanceof TypeValue) return typeName(value.type)
  return refuse(
    value,
    'string',
    'strings, bools, integers, bytes, doubles, maps, lists, types, durations, and timestamps',
  )
}

/** Entries in the order of their keys' texts. */
function mapText(map: CelMap): string {
  const entries = Array.from(map.keys(), (key) => [plainText(key), plainText(map.get(key) ?? null)] as const)
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`
}
