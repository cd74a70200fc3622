import { fieldErrorText } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { validateListTypes } from './list-types.ts'
import { validateValue } from './validate-value.ts'

const errorsOf = (schema: JsonSchema, value: unknown, old?: unknown): string[] => {
  const root: JsonSchema = { type: 'object', properties: { spec: schema } }
  const before = old === undefined ? undefined : { spec: old, other: 1 }
  return validateValue(root, { spec: value }, { field: '', old: before }).map(fieldErrorText)
}

describe('validateValue', () => {
  it.each<[string, JsonSchema, unknown, string[]]>([
    [
      'a type',
      { type: 'string' },
      5,
      ['spec: Invalid value: "integer": spec in body must be of type string: "integer"'],
    ],
    [
      'null',
      { type: 'string' },
      null,
      ['spec: Invalid value: "null": spec in body must be of type string: "null"'],
    ],
    ['null where allowed', { type: 'string', nullable: true }, null, []],
    ['a whole number as a number', { type: 'number' }, 5, []],
    [
      'either of two types',
      { 'x-kubernetes-int-or-string': true },
      true,
      ['spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"'],
    ],
    [
      'a number where a format is',
      { type: 'string', format: 'date-time' },
      5,
      ['spec: Invalid value: "int64": spec in body must be of type date-time: "int64"'],
    ],
    [
      'enum',
      { type: 'string', enum: ['a', 'b'] },
      'c',
      ['spec: Unsupported value: "c": supported values: "a", "b"'],
    ],
    [
      'maximum',
      { type: 'integer', maximum: 10 },
      11,
      ['spec: Invalid value: 11: spec in body should be less than or equal to 10'],
    ],
    [
      'exclusive minimum',
      { type: 'integer', minimum: 1, exclusiveMinimum: true },
      1,
      ['spec: Invalid value: 1: spec in body should be greater than 1'],
    ],
    [
      'multipleOf',
      { type: 'number', multipleOf: 0.1 },
      0.35,
      ['spec: Invalid value: 0.35: spec in body should be a multiple of 0.1'],
    ],
    ['multipleOf of fractions', { type: 'number', multipleOf: 0.1 }, 0.3, []],
    ['maxLength', { type: 'string', maxLength: 2 }, 'äöü', ['spec: Too long: may not be more than 2 bytes']],
    [
      'minLength',
      { type: 'string', minLength: 2 },
      'a',
      ['spec: Invalid value: "a": spec in body should be at least 2 chars long'],
    ],
    [
      'pattern',
      { type: 'string', pattern: '^(?i)a+$' },
      'b',
      ['spec: Invalid value: "b": spec in body should match \'^(?i)a+$\''],
    ],
    [
      'maxItems',
      { type: 'array', maxItems: 1, items: { type: 'integer' } },
      [1, 2],
      ['spec: Too many: 2: must have at most 1 item'],
    ],
    [
      'minProperties',
      { type: 'object', minProperties: 1 },
      {},
      ['spec: Invalid value: 0: spec in body should have at least 1 properties'],
    ],
    ['required', { type: 'object', required: ['a'] }, {}, ['spec.a: Required value']],
    [
      'items',
      { type: 'array', items: { type: 'string' } },
      ['a', 1],
      ['spec[1]: Invalid value: "integer": spec[1] in body must be of type string: "integer"'],
    ],
    [
      'entries of a map',
      { type: 'object', additionalProperties: { type: 'string' } },
      { a: 1 },
      ['spec.a: Invalid value: "integer": spec.a in body must be of type string: "integer"'],
    ],
    [
      'not',
      { type: 'string', not: { enum: ['a'] } },
      'a',
      ['<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    ],
    [
      'oneOf, none',
      { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      {},
      [
        '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
        'spec.a: Required value',
      ],
    ],
    [
      'oneOf, two',
      { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, b: 1 },
      [
        '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
      ],
    ],
    ['anyOf', { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] }, { b: 1 }, []],
    [
      'allOf',
      { type: 'integer', allOf: [{ minimum: 1 }, { multipleOf: 2 }] },
      3,
      [
        'spec: Invalid value: 3: spec in body should be a multiple of 2',
        '<nil>: Invalid value: "": "spec" must validate all the schemas (allOf)',
      ],
    ],
  ])('checks %s', (_, schema, value, expected) => {
    expect(errorsOf(schema, value)).toEqual(expected)
  })

  it('does not look again at what an update leaves as it was', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: { type: 'string', maxLength: 1 }, b: { type: 'string', maxLength: 1 } },
    }
    expect(errorsOf(schema, { a: 'long', b: 'x' }, { a: 'long', b: 'y' })).toEqual([])
    expect(errorsOf(schema, { a: 'longer', b: 'x' }, { a: 'long', b: 'y' })).toHaveLength(1)
  })

  it('knows the items of a map list again by their keys', () => {
    const schema: JsonSchema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, size: { type: 'integer', maximum: 1 } },
      },
    }
    const old = [{ name: 'a', size: 5 }]
    expect(
      errorsOf(
        schema,
        [
          { name: 'b', size: 1 },
          { name: 'a', size: 5 },
        ],
        old,
      ),
    ).toEqual([])
    expect(
      errorsOf(
        schema,
        [
          { name: 'b', size: 5 },
          { name: 'a', size: 5 },
        ],
        old,
      ),
    ).toHaveLength(1)
  })

  it('finds patterns in time linear to the text', () => {
    expect(errorsOf({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(5000)}b`)).toHaveLength(1)
  })
})

describe('formats', () => {
  it.each(['1', ' ', '.1', '1h '])('takes no longer for durations of many %j than of few', (part) => {
    const text = `${part.repeat(100_000)}!`
    expect(errorsOf({ type: 'string', format: 'duration' }, text)).toHaveLength(1)
  })

  it.each([
    ['date-time', '2014-12-15T19:30:20.000Z', '2014-13-15T19:30:20Z'],
    ['date', '2024-02-29', '2023-02-29'],
    ['duration', '1h30m', 'soon'],
    ['duration', '2 days', '2 moons'],
    ['duration', '- 3 h', '- - 3 h'],
    ['ipv4', '10.0.0.1', '10.0.0'],
    ['ipv6', '::1', '10.0.0.1'],
    ['cidr', '10.0.0.0/8', '10.0.0.0/33'],
    ['mac', '00:00:5e:00:53:01', '00:00:5e:00:53'],
    ['email', 'a@example.com', 'a.example.com'],
    ['hostname', 'example.com', '-example.com'],
    ['uri', 'https://example.com/a?b', 'example'],
    ['uuid', '123e4567-e89b-12d3-a456-426614174000', '123e4567'],
    ['uuid4', '936da01f-9abd-4d9d-80c7-02af85c822a8', '936da01f-9abd-3d9d-80c7-02af85c822a8'],
    ['isbn10', '3836221195', '3836221194'],
    ['isbn13', '978-3-8362-2119-1', '9783836221190'],
    ['creditcard', '4111111111111111', '4111111111111112'],
    ['hexcolor', '#fff', '#ggg'],
    ['rgbcolor', 'rgb(0, 255, 9)', 'rgb(0,256,9)'],
    ['byte', 'aGVsbG8=', 'aGVsbG8'],
    ['bsonobjectid', '507f1f77bcf86cd799439011', '507f'],
    ['k8s-short-name', 'abc', 'a.b'],
    ['k8s-long-name', 'a.b', 'A.b'],
  ])('%s takes %s and not %s', (format, good, bad) => {
    expect(errorsOf({ type: 'string', format }, good)).toEqual([])
    const detail = `spec in body must be of type ${format}: ${JSON.stringify(bad)}`
    expect(errorsOf({ type: 'string', format }, bad)).toEqual([
      `spec: Invalid value: ${JSON.stringify(bad)}: ${detail}`,
    ])
  })

  it('that nobody knows are none', () => {
    expect(errorsOf({ type: 'string', format: 'moon' }, 'x')).toEqual([])
  })
})

describe('validateListTypes', () => {
  const list = (type: string): JsonSchema => ({
    type: 'object',
    properties: {
      items: {
        type: 'array',
        'x-kubernetes-list-type': type,
        'x-kubernetes-list-map-keys': ['name'],
        items: { type: 'object', properties: { name: { type: 'string' } } },
      },
    },
  })

  it.each([
    ['set', [1, 2, 1], ['items[2]: Duplicate value: 1']],
    [
      'set',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      ['items[1]: Duplicate value: {"b":2,"a":1}'],
    ],
    [
      'map',
      [
        { name: 'a', x: 1 },
        { name: 'a', x: 2 },
      ],
      ['items[1]: Duplicate value: {"name":"a"}'],
    ],
    ['atomic', [1, 1], []],
  ])('finds what a %s has twice in %j', (type, items, expected) => {
    expect(validateListTypes(list(type), { items }).map(fieldErrorText)).toEqual(expected)
  })
})
