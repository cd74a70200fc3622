import { isJsonObject, type Random } from '@knarr/machinery'
import type { JsonSchema } from '../../../openapi/json-schema.ts'
import { patternOf } from '../../validation/pattern.ts'

/** Says whether a field that may be left out is there, by its path. */
export type Includes = (path: string) => boolean

const texts: readonly string[] = [
  ...[
    'a',
    'b1',
    'some-name',
    '',
    'two words',
    'a:1',
    'example.com:8080',
    'example.com',
    '10.0.0.1',
    '10.0.0.0/8',
  ],
  ...[
    '1',
    '0',
    '-1',
    '1.5',
    '100m',
    '10Gi',
    '50%',
    '30s',
    'true',
    'https://example.com/a?b=c',
    '/var/lib',
    'ÄÖ ✓',
  ],
  ...['*/5 * * * *', '@daily', 'a,b', 'a=b', 'a/b', 'A_B', 'v1', 'v1.2.3', 'user@example.com'],
]
const ofFormat: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-02T03:04:05Z'],
  date: ['2026-01-02'],
  duration: ['90s', '1h'],
  byte: ['aGk='],
  uuid: ['5f0c5c3e-0b5e-4c1b-9a55-4f6f2f1e0c11'],
}
const numbers: readonly number[] = [1, 0, 2, 7, -3, 10, 80, 100, 443, 1000, 65535, 2147483647]

/** A value that the schema allows, or undefined where none is known. */
export function sampleValue(schema: JsonSchema, path: string, includes: Includes, random: Random): unknown {
  const { example, enum: choices } = schema
  if (example !== undefined && random.next() < 0.5) return example
  if (choices && choices.length > 0) return pick(choices, random)
  if (schema['x-kubernetes-int-or-string'] === true) return pick([1, '50%', '80'], random)
  switch (schema.type) {
    case 'string':
      return pick(textsOf(schema), random)
    case 'integer':
    case 'number':
      return pick(numbersOf(schema), random)
    case 'boolean':
      return random.next() < 0.5
    case 'array':
      return sampleList(schema, path, includes, random)
    case 'object':
      return sampleObject(schema, path, includes, random)
    default:
      return schema['x-kubernetes-preserve-unknown-fields'] === true ? { any: 1 } : undefined
  }
}

function pick<T>(values: readonly T[], random: Random): T | undefined {
  return values[Math.floor(random.next() * values.length)]
}

function textsOf({
  format,
  pattern,
  minLength = 0,
  maxLength = Number.POSITIVE_INFINITY,
  ...schema
}: JsonSchema): string[] {
  const own = [schema.default, schema['example']].filter((each): each is string => typeof each === 'string')
  const compiled = pattern === undefined ? undefined : patternOf(pattern)
  const stretched = minLength > 0 ? ['a'.repeat(minLength)] : []
  return [...own, ...(ofFormat[format ?? ''] ?? texts), ...stretched].filter(
    (text) =>
      text.length >= minLength && text.length <= maxLength && (compiled?.matcher(text).find() ?? true),
  )
}

function numbersOf(schema: JsonSchema): number[] {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, multipleOf } = schema
  const bounds = [schema.minimum, schema.maximum].filter((bound) => bound !== undefined)
  const all = [...numbers, ...bounds, ...(schema.type === 'number' ? [0.5] : [])]
  return all.filter(
    (each) =>
      each >= minimum && each <= maximum && (multipleOf === undefined || Number.isInteger(each / multipleOf)),
  )
}

function sampleList(schema: JsonSchema, path: string, includes: Includes, random: Random): unknown {
  const { items = {}, minItems = 0, maxItems = 2 } = schema
  const count = Math.max(minItems, Math.min(maxItems, Math.floor(random.next() * 3)))
  const list = Array.from({ length: count }, (_, index) =>
    sampleValue(items, `${path}[${index}]`, includes, random),
  )
  return list.includes(undefined) ? undefined : list
}

function sampleObject(schema: JsonSchema, path: string, includes: Includes, random: Random): unknown {
  const { properties = {}, required = [], additionalProperties: additional } = schema
  const members = Object.entries(properties).map(([name, member]): [string, JsonSchema, string] => {
    return [name, member, path ? `${path}.${name}` : name]
  })
  const more: typeof members = isJsonObject(additional)
    ? [['key', additional as JsonSchema, `${path}.*`]]
    : []
  const object: Record<string, unknown> = {}
  for (const [name, member, at] of [...members, ...more]) {
    if (!required.includes(name) && !includes(at)) continue
    const value = sampleValue(member, at, includes, random)
    if (value !== undefined) object[name] = value
  }
  return required.every((name) => name in object) ? object : undefined
}
