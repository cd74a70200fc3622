import { readFileSync } from 'node:fs'
import { type Random, seededRandom } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { schemaOfType, typeNames } from '../schema/schema.ts'
import type { GroupVersionKind } from '../schema/type-name.ts'
import { facts, independentRoot, longName } from '../testing/independent-codec.ts'
import { decodeProtobuf } from './decode-protobuf.ts'
import { encodeProtobuf } from './encode-protobuf.ts'
import { hasMessage } from './message-plan.ts'
import { readUnknown } from './unknown.ts'

type Members = Record<string, unknown>

const kinds: [string, GroupVersionKind][] = [...typeNames()]
  .filter(hasMessage)
  .flatMap((name) => (schemaOfType(name)?.gvks ?? []).map((gvk): [string, GroupVersionKind] => [name, gvk]))
const types: Record<string, { fields?: Members }> = JSON.parse(
  readFileSync(new URL('../../facts/types.json', import.meta.url), 'utf8'),
)

const below = (random: Random, limit: number): number => Math.floor(random.next() * limit)
const word = (random: Random): string => `w${below(random, 1e6)}ä`
const json = (random: Random): Buffer =>
  Buffer.from(JSON.stringify({ [word(random)]: [below(random, 9), null] }))

const scalars: Readonly<Record<string, (random: Random) => unknown>> = {
  string: word,
  bool: () => true,
  int32: (random) => below(random, 2 ** 31) - 2 ** 30 || 1,
  int64: (random) => below(random, 2 ** 52) - 2 ** 51 || 1,
  double: (random) => (1 + below(random, 1000)) / 8,
  bytes: (random) => Buffer.from(word(random)),
}

/** Messages whose bytes must mean something. */
const special: Readonly<Record<string, (random: Random) => unknown>> = {
  'resource.Quantity': (random) => ({ string: `${1 + below(random, 9)}Gi` }),
  'runtime.RawExtension': (random) => ({ raw: json(random) }),
  'intstr.IntOrString': (random) =>
    random.next() < 0.5 ? { intVal: 1 + below(random, 99) } : { type: 1, strVal: `${below(random, 99)}%` },
  'meta.v1.Time': (random) => ({ seconds: 1 + below(random, 4e9) }),
  'meta.v1.MicroTime': (random) => ({ seconds: 1 + below(random, 4e9), nanos: below(random, 1e6) * 1000 }),
  'meta.v1.Duration': (random) => ({ duration: (1 + below(random, 99)) * 1e9 }),
  'meta.v1.FieldsV1': (random) => ({ Raw: json(random) }),
  'apiextensions.v1.JSON': (random) => ({ raw: json(random) }),
  'apiextensions.v1.JSONSchemaPropsOrBool': () => ({ allows: true }),
  'apiextensions.v1.JSONSchemaPropsOrArray': (random) => ({ schema: { id: word(random) } }),
  'apiextensions.v1.JSONSchemaPropsOrStringArray': (random) => ({ property: [word(random)] }),
}

interface Making {
  readonly random: Random
  /** The type whose JSON has the message's fields. */
  readonly parent: string
  readonly depth: number
}

const maxDepth = 9

/** A message by the facts alone, every field of this release set to other than zero. */
function message(name: string, making: Making): Members {
  const fields = Object.entries(facts[longName(name)] ?? {}).flatMap(
    ([field, [, type]]): [string, unknown][] => {
      const value = fieldMade(field, type, making)
      return value === undefined ? [] : [[field, value]]
    },
  )
  return Object.fromEntries(fields)
}

function fieldMade(field: string, type: string, { random, parent, depth }: Making): unknown {
  const element = type.replace(/^repeated |^map<string,|>$/g, '')
  const isOwn = holds(parent, field)
  if (!isOwn && !isFlat(type, parent)) return undefined
  const value = valueMade(element, { random, parent: isOwn ? element : parent, depth: depth + 1 })
  if (value === undefined) return undefined
  if (type.startsWith('repeated')) return [value]
  return type.startsWith('map') ? { [word(random)]: value } : value
}

function valueMade(type: string, making: Making): unknown {
  const make = scalars[type] ?? special[type]
  if (make) return make(making.random)
  if (types[type] === undefined && making.parent === type && facts[type]?.items)
    return { items: [word(making.random)] }
  return making.depth < maxDepth ? message(type, making) : undefined
}

const bare = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()

function holds(type: string, field: string): boolean {
  return Object.keys(types[type]?.fields ?? {}).some((known) => bare(known) === bare(field))
}

/** Whether JSON has the fields of a nested message in the parent. */
function isFlat(type: string, parent: string): boolean {
  return Object.entries(facts[longName(type)] ?? {}).some(
    ([field, [, inner]]) => holds(parent, field) || isFlat(inner, parent),
  )
}

/** Without zeros: Go writes fields that it holds by value even when they are empty. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map((item) => pruned(item) ?? null) : undefined
  if (typeof value !== 'object' || value === null) return value || undefined
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const kept = pruned(inner)
    return kept === undefined || (key === 'string' && kept === '0') ? [] : [[key, kept]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

describe('messages that another codec wrote', () => {
  const root = independentRoot()

  it.each(kinds)('are read and written again with all they say: %s', (name, gvk) => {
    const type = root.lookupType(name.replaceAll('.', '_'))
    const unknown = root.lookupType('k8s_io_apimachinery_pkg_runtime_Unknown')
    for (let seed = 1; seed <= 3; seed++) {
      const sent = message(name, { random: seededRandom(seed), parent: name, depth: 0 })
      const typeMeta = { apiVersion: gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version, kind: gvk.kind }
      const raw = type.encode(type.fromObject(sent)).finish()
      const body = unknown.encode(unknown.fromObject({ typeMeta, raw })).finish()
      const { object } = decodeProtobuf(Buffer.concat([Buffer.from('k8s\0'), body]))
      const again = type.decode(readUnknown(encodeProtobuf(object)).raw)
      const plain = (bytes: Parameters<typeof type.toObject>[0]): unknown =>
        pruned(type.toObject(bytes, { longs: Number, bytes: String }))
      expect(plain(again)).toEqual(plain(type.decode(raw)))
    }
  })
})
