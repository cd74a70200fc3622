import { describe, expect, it } from 'vitest'
import {
  Environment,
  escapeFieldName,
  jsonOfValue,
  kubernetesLibraries,
  type StructuralSchema,
  typeOfResource,
  unescapeFieldName,
  valueOfJson,
} from '../index.ts'

const text: StructuralSchema = { type: 'string' }
const schema: StructuralSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        ratio: { type: 'number' },
        namespace: text,
        'with-dash': text,
        port: { 'x-kubernetes-int-or-string': true },
        at: { type: 'string', format: 'date-time' },
        wait: { type: 'string', format: 'duration' },
        raw: { type: 'string', format: 'byte' },
        short: { type: 'string', maxLength: 10 },
        names: { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 10 } },
        set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
        list: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: text, value: text } },
        },
        labels: { type: 'object', additionalProperties: text },
      },
    },
  },
}
const self = {
  kind: 'Thing',
  metadata: { name: 'x', labels: {} },
  spec: {
    ...{ replicas: 3, ratio: 2, namespace: 'n', 'with-dash': 'd', port: '80%', at: '2026-01-02T03:04:05Z' },
    ...{ wait: '90s', raw: 'QUI=', short: 's', names: ['a', 'b'], set: ['a', 'b'], labels: { app: 'x' } },
    ...{ list: [{ name: 'a', value: '1' }], unknown: true },
  },
}
const environment = new Environment({
  variables: { self: typeOfResource(schema, 'Thing') },
  libraries: kubernetesLibraries,
})
const resource: StructuralSchema = {
  ...schema,
  properties: {
    ...schema.properties,
    kind: text,
    metadata: { type: 'object', properties: { name: text, generateName: text } },
  },
}

function evaluated(expression: string): unknown {
  const { program, error } = environment.compile(expression)
  if (!program) return error
  const { value, error: failure } = program.evaluate({ self: valueOfJson(self, resource) })
  return failure?.message ?? jsonOfValue(value ?? null)
}

describe('an object with a schema', () => {
  it.each([
    'self.kind == "Thing" && self.metadata.name == "x"',
    'self.spec.replicas + 1 == 4 && self.spec.ratio / 4.0 == 0.5',
    'self.spec.__namespace__ == "n" && self.spec.with__dash__dash == "d"',
    'type(self.spec.port) == string && self.spec.port == "80%"',
    'self.spec.at.getFullYear() == 2026 && self.spec.wait == duration("1m30s")',
    'self.spec.raw == b"AB"',
    'self.spec.set == ["b", "a"] && ["b", "a"] == self.spec.set',
    'self.spec.set + ["b", "c"] == ["a", "b", "c"]',
    'self.spec.list + self.spec.list == self.spec.list',
    'self.spec.labels["app"] == "x" && self.spec.labels.app == "x"',
    '!has(self.spec.labels.other) && has(self.spec.with__dash__dash)',
  ])('holds %s', (expression) => {
    expect(evaluated(expression)).toBe(true)
  })

  it.each([
    ['self.spec.unknown', "undefined field 'unknown'"],
    ['self.metadata.labels', "undefined field 'labels'"],
    ['self.spec.replicas == "3"', "found no matching overload for '_==_' applied to '(int, string)'"],
    ['self.spec.at == "2026"', "found no matching overload for '_==_' applied to '(timestamp, string)'"],
    ['self.spec.names.all(n, n > 1)', "found no matching overload for '_>_' applied to '(string, int)'"],
  ])('does not compile %s', (expression, error) => {
    expect(evaluated(expression)).toContain(error)
  })
})

describe('the estimate of a cost', () => {
  it.each([
    ['self.spec.replicas == 3', { min: 4, max: 4 }],
    // Three names read; the text is at most 40 bytes long.
    ['self.spec.short.startsWith("a")', { min: 3, max: 7 }],
    // Five items at most, for each the condition (2) and both names (2); comparing with nothing is free.
    ['self.spec.names.all(n, n != "")', { min: 4, max: 24 }],
    ['has(self.spec.names)', { min: 2, max: 2 }],
    ['true || self.spec.replicas == 3', { min: 0, max: 4 }],
  ])('of %s is %j', (expression, range) => {
    expect(environment.compile(expression).program?.estimateCost()).toEqual(range)
  })

  it.each(['self.spec.set.all(a, self.spec.set.all(b, a == b))', 'self.spec.labels.all(k, k.contains("x"))'])(
    'is large where nothing bounds %s',
    (expression) => {
      expect(environment.compile(expression).program?.estimateCost().max).toBeGreaterThan(1_000_000)
    },
  )
})

describe('the name of a field', () => {
  it.each([
    ['plain', 'plain'],
    ['namespace', '__namespace__'],
    ['a-b.c/d', 'a__dash__b__dot__c__slash__d'],
    ['a__b', 'a__underscores__b'],
  ])('%s is written %s', (name, escaped) => {
    expect(escapeFieldName(name)).toBe(escaped)
    expect(unescapeFieldName(escaped)).toBe(name)
  })

  it('cannot have other characters', () => {
    expect(escapeFieldName('a b')).toBeUndefined()
    expect(escapeFieldName('1a')).toBeUndefined()
  })
})
