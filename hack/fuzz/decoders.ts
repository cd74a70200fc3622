import { isDeepStrictEqual } from 'node:util'
import {
  conformToSchema,
  decodeJson,
  decodeProtobuf,
  decodeYaml,
  encodeProtobuf,
  gvkOf,
  hasProtobuf,
} from '@knarr/api'
import { isJsonObject, type KubeObject, StatusError } from '@knarr/machinery'
import { stringify } from 'yaml'
import { mangledBytes, mangledJson, pick } from './mangle.ts'
import type { Target } from './run-target.ts'
import { type Sample, samples, telling } from './samples.ts'

const jsonWords =
  '{ } [ ] , : " \\u0000 \\ud800 null true -0 1e999 0.1 "metadata": "a":{ [[[[[[[[ ]]]]'.split(' ')
const yamlWords = [
  '- ',
  ': ',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!set ',
  '? ',
  '|\n',
  '>-\n',
  '---\n',
  '\t',
  '{',
  '[',
  '#',
  '"',
  "'",
  '.inf',
  '~',
  '0x',
  '\n  ',
]
const protobufWords = ['\x00', '\x0a\x00', '\x12\x7f', '\xff\xff\xff\xff\x0f', 'k8s\0', '\x0b', '\x08\x01']

/** JSON, YAML and protobuf bodies; what was read must also survive being written and read again. */
export function decoderTargets(): readonly Target[] {
  const wholes = samples()
  const asJson = (object: unknown): Uint8Array => Buffer.from(JSON.stringify(object))
  const asYaml = (object: unknown): Uint8Array =>
    Buffer.from(stringify(object, { aliasDuplicateObjects: false }))
  const small = wholes.filter(({ object }) => JSON.stringify(object).length < 700)
  return [
    textTarget('JSON', { wholes, words: jsonWords, encode: asJson, decode: decodeJson }),
    textTarget('YAML', { wholes: small, words: yamlWords, encode: asYaml, decode: decodeYaml }),
    protobufTarget(wholes),
  ]
}

interface Format {
  readonly wholes: readonly Sample[]
  readonly words: readonly string[]
  encode(object: unknown): Uint8Array
  decode(bytes: Uint8Array, options: { findDuplicates: boolean }): { readonly value: unknown }
}

const refuses = (error: unknown): boolean => error instanceof StatusError && error.status.code === 400

function textTarget(name: string, { wholes, words, encode, decode }: Format): Target {
  return {
    name,
    refuses,
    next(below) {
      const { object } = pick(wholes, below)
      const isStructured = below(2) === 0
      const made = isStructured ? mangledJson(object, telling, below) : object
      const bytes = isStructured ? encode(made) : mangledBytes(encode(object), words, below)
      return {
        input: () => Buffer.from(bytes).toString(),
        read: () => survive(decode(bytes, { findDuplicates: true }).value),
      }
    },
  }
}

function protobufTarget(wholes: readonly Sample[]): Target {
  const encoded = wholes.map(({ object, gvk }) => encodeProtobuf(conformToSchema(object, gvk).object))
  return {
    name: 'protobuf',
    refuses,
    next(below) {
      const bytes = mangledBytes(pick(encoded, below), protobufWords, below)
      return { input: () => bytes.toString('hex'), read: () => survive(decodeProtobuf(bytes).object) }
    },
  }
}

/** What is a proper object comes back from protobuf as it went in. @throws Error where it does not */
function survive(value: unknown): void {
  if (!isJsonObject(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return
  const gvk = gvkOf(value as unknown as KubeObject)
  if (!hasProtobuf(gvk)) return
  const { object } = conformToSchema(value, gvk)
  const again = decodeProtobuf(encodeProtobuf(object)).object
  const { object: other } = conformToSchema(again, gvk)
  const [left, right] = [comparable(other), comparable(object)]
  if (!isDeepStrictEqual(left, right))
    throw new Error(`came back otherwise: ${JSON.stringify(left)}\n  from ${JSON.stringify(right)}`)
}

/** Of an APIGroupList the items are called so. */
const listsOfKinds: ReadonlySet<string> = new Set(['items', 'groups'])

/** Protobuf tells no empty list or map from none, and no kind of an item of a list. */
function comparable(object: KubeObject): unknown {
  const text = JSON.stringify(object, (key, value) =>
    listsOfKinds.has(key) && Array.isArray(value) ? value.map(withoutType) : value,
  )
  return JSON.parse(text, (_, value) =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? undefined : value,
  )
}

function withoutType(item: unknown): unknown {
  if (!isJsonObject(item)) return item
  const { apiVersion: _, kind: __, ...rest } = item
  return rest
}
