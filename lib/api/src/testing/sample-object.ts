import type { KubeObject, Random } from '@knarr/machinery'
import { type Schema, type SchemaField, schemaOf } from '../schema/schema.ts'
import type { GroupVersionKind } from '../schema/type-name.ts'

type Members = Record<string, unknown>

/** Makes an object of a built-in kind with about half of its fields set, each to something of its type. */
export function sampleObject(gvk: GroupVersionKind, random: Random): KubeObject {
  const schema = schemaOf(gvk)
  if (!schema) throw new Error(`no schema of ${gvk.kind}`)
  const apiVersion = gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version
  const object = sampleFields(schema, { random, depth: 0 })
  return { ...object, apiVersion, kind: gvk.kind } as KubeObject
}

interface Sampling {
  readonly random: Random
  readonly depth: number
}

const maxDepth = 7
const below = (random: Random, limit: number): number => Math.floor(random.next() * limit)

function sampleFields(schema: Schema, { random, depth }: Sampling): Members {
  const object: Members = {}
  for (const field of Object.values(schema.fields ?? {})) {
    if (isLeft(schema, field, depth) || random.next() < 0.5) continue
    object[field.name] = sample(field.schema, { random, depth: depth + 1 })
  }
  return object
}

/** Types that hold themselves end somewhere; and a kind is told once, around the object. */
function isLeft(parent: Schema, { schema, name }: SchemaField, depth: number): boolean {
  if (name === 'apiVersion' || name === 'kind')
    return parent.gvks !== undefined || parent.isInEveryGroup === true
  return depth >= maxDepth && ['object', 'array', 'map', 'any'].includes(schema.type)
}

function sample(schema: Schema, sampling: Sampling): unknown {
  const { random } = sampling
  switch (schema.type) {
    case 'object':
      return sampleFields(schema, sampling)
    case 'map':
      return Object.fromEntries(
        [word(random), word(random)].map((key) => [key, sample(schema.additional as Schema, sampling)]),
      )
    case 'array':
      return Array.from({ length: 1 + below(random, 2) }, () => sample(schema.items as Schema, sampling))
    case 'boolean':
      return random.next() < 0.5
    case 'integer':
      return sampleInteger(schema, random)
    case 'number':
      return below(random, 1000) / 8
    case 'string':
      return sampleText(schema, random)
    case 'any':
      return sampleAny(schema, random)
  }
}

function sampleInteger({ format }: Schema, random: Random): number {
  const size = [10, 200, 2 ** 20, format === 'int32' ? 2 ** 31 : 2 ** 52][below(random, 4)] as number
  return below(random, size) * (random.next() < 0.2 ? -1 : 1) || 0
}

function sampleText({ format }: Schema, random: Random): string | number {
  const instant = new Date(below(random, 4_000_000_000) * 1000).toISOString().slice(0, 19)
  switch (format) {
    case 'quantity':
      return ['0', '100m', '1', '2500m', '64Mi', '1Gi', '3G'][below(random, 7)] as string
    case 'int-or-string':
      return random.next() < 0.5 ? below(random, 65536) : `${below(random, 100)}%`
    case 'date-time':
      return `${instant}Z`
    case 'micro-time':
      return `${instant}.${String(below(random, 1e6)).padStart(6, '0')}Z`
    case 'duration':
      return `${1 + below(random, 59)}s`
    case 'byte':
      return Buffer.from(word(random)).toString('base64')
    default:
      return random.next() < 0.1 ? 'x'.repeat(below(random, 400)) : word(random)
  }
}

function sampleAny({ format }: Schema, random: Random): unknown {
  const schemaProps = { type: 'string', maxLength: below(random, 99) + 1 }
  if (format === 'schema-or-bool') return random.next() < 0.5 ? random.next() < 0.5 : schemaProps
  if (format === 'schema-or-array')
    return random.next() < 0.5 ? schemaProps : [schemaProps, { type: 'object' }]
  if (format === 'schema-or-strings') return random.next() < 0.5 ? schemaProps : [word(random), word(random)]
  if (format === 'json' && random.next() < 0.5) return word(random)
  return { [word(random)]: { [word(random)]: below(random, 9) } }
}

const letters = 'abcdefghijklmnopqrstuvwxyzäöü漢😀'

function word(random: Random): string {
  const symbols = [...letters]
  return Array.from({ length: 1 + below(random, 9) }, () => symbols[below(random, symbols.length)]).join('')
}
