import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface FieldFacts {
  type: string
  required?: boolean
}
interface TypeFacts {
  fields?: Record<string, FieldFacts>
  is?: string
}

const facts = <T>(name: string): Record<string, T> =>
  JSON.parse(readFileSync(new URL(`../lib/api/facts/${name}.json`, import.meta.url), 'utf8'))
const types = facts<TypeFacts>('types')
const go = facts<Record<string, string>>('go')
const messages = facts<Record<string, [number, string]>>('protobuf')

const models = new URL('../node_modules/@kubernetes/client-node/dist/gen/models/', import.meta.url)
const pascal = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** client-node names a model after version and kind, and after the group too where that is not enough. */
function modelOf(name: string): URL | undefined {
  const [group = '', version = '', kind = ''] = name.split('.')
  const candidates = [pascal(group) + pascal(version) + kind, pascal(version) + kind]
  return candidates.map((candidate) => new URL(`${candidate}.js`, models)).find((url) => existsSync(url))
}

function modelFields(url: URL): Record<string, string> {
  const pairs = readFileSync(url, 'utf8').matchAll(/"baseName": "([^"]+)",\s*"type": "([^"]+)"/g)
  return Object.fromEntries([...pairs].map(([, field, type]) => [field, type]))
}

const scalars: Record<string, string> = {
  integer: 'number',
  number: 'number',
  object: 'any',
  'string:date-time': 'Date',
  'string:int-or-string': 'IntOrString',
  'string:byte': 'string',
}

/** A type as client-node writes it, its own models without version and group. */
function clientType(type: string): string {
  if (type.startsWith('[]')) return `Array<${clientType(type.slice(2))}>`
  if (type.startsWith('map[string]')) return `{ [key: string]: ${clientType(type.slice(11))}; }`
  const known = types[type]
  const plain = known?.is ?? (known ? type.slice(type.lastIndexOf('.') + 1) : type)
  return scalars[plain] ?? scalars[plain.split(':')[0] ?? ''] ?? plain.split(':')[0] ?? plain
}

const withoutVersions = (type: string): string =>
  type.replace(/\b(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/g, '').replace('V1MicroTime', 'Date')

/** Kinds that npm's model of the API has not: webhooks' bodies, options and metrics. */
const isElsewhere = (name: string): boolean =>
  /^(admission|metrics)\.|Options$|^meta\.v1\.(PartialObject|GroupVersion|GroupResource|Conversion)/.test(
    name,
  ) || /Conversion(Request|Response|Review)$/.test(name)

const compared = Object.entries(types).filter(
  ([name, { fields }]) => fields && !isElsewhere(name) && modelOf(name),
)

describe('the API facts', () => {
  it('are compared with nearly all of client-node', () => {
    expect(compared.length).toBeGreaterThan(700)
  })

  it.each(compared)('%s has the fields and types client-node has', (name, { fields }) => {
    const expected = modelFields(modelOf(name) as URL)
    expect(Object.keys(fields ?? {}).sort()).toEqual(Object.keys(expected).sort())
    for (const [field, { type }] of Object.entries(fields ?? {})) {
      const theirs = withoutVersions(expected[field] as string)
      if (theirs === 'any' || theirs === 'MicroTime') continue
      expect(clientType(type), field).toBe(theirs)
    }
  })

  it('refer only to types there are', () => {
    const named = Object.values(types).flatMap(({ fields }) =>
      Object.values(fields ?? {}).map(({ type }) => type),
    )
    const bare = named
      .map((type) => type.replace(/^(?:\[\]|map\[string\])+/, ''))
      .filter((type) => type.includes('.'))
    expect([...new Set(bare)].filter((type) => !types[type])).toEqual([])
  })

  it('tell of every field how Go holds it, and of every type its message', () => {
    const structs = Object.entries(types).filter(([name, { fields }]) => fields && name !== 'version.Info')
    const unknown = structs.flatMap(([name, { fields }]) =>
      Object.keys(fields ?? {})
        .filter((field) => field !== 'apiVersion' && field !== 'kind' && go[name]?.[field] === undefined)
        .map((field) => `${name}.${field}`),
    )
    expect(unknown).toEqual([])
    expect(structs.filter(([name]) => !messages[name]).map(([name]) => name)).toEqual([])
  })

  it('give every field of a message a number of its own', () => {
    for (const [name, message] of Object.entries(messages)) {
      const numbers = Object.values(message).map(([number]) => number)
      expect(new Set(numbers).size, name).toBe(numbers.length)
    }
  })

  it('are packed as they are', async () => {
    const packed: Record<string, string> = await import('../lib/api/facts/packed.js')
    const lines = (packed.messageLines ?? '').trim().split('\n')
    expect(lines.length).toBeGreaterThan(700)
    for (const line of lines) {
      const space = line.indexOf(' ')
      expect(JSON.parse(line.slice(space))).toEqual(messages[line.slice(0, space)])
    }
    const names = (packed.typeLines ?? '')
      .trim()
      .split('\n')
      .map((line) => line.slice(0, line.indexOf(' ')))
    expect(names).toEqual(Object.keys(types))
  })
})
