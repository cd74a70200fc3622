import type { JSONSchemaProps } from '@knarr/api/apiextensions/v1'
import { fieldErrorText } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { validateVersion } from './version-validation.ts'

const versionOf = (spec: JSONSchemaProps, more: object = {}) => ({
  ...{ name: 'v1', served: true, storage: true, ...more },
  schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
})

const at = 'v.schema.openAPIV3Schema.properties[spec]'
const text: JSONSchemaProps = { type: 'string' }

const errorsOf = (spec: JSONSchemaProps, more?: object): string[] =>
  validateVersion(versionOf(spec, more), 'v').map(fieldErrorText)

describe('validateVersion', () => {
  it.each<[string, JSONSchemaProps, string[]]>([
    [
      'a type of null',
      { type: 'null' },
      [`${at}.type: Forbidden: type cannot be set to null, use nullable as an alternative`],
    ],
    ['references', { type: 'object', $ref: '#/a' }, [`${at}.$ref: Forbidden: $ref is not supported`]],
    [
      'patterns that are none',
      { type: 'string', pattern: 'a(' },
      [
        `${at}.pattern: Invalid value: "a(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`a(\``,
      ],
    ],
    [
      'types in restrictions',
      { type: 'string', anyOf: [{ type: 'string' }] },
      [`${at}.anyOf[0].type: Forbidden: must be empty to be structural`],
    ],
    [
      'restrictions of what is not described',
      { type: 'object', allOf: [{ properties: { a: { minimum: 1 } } }] },
      [`${at}.properties[a]: Required value: because it is defined in ${at}.allOf[0].properties[a]`],
    ],
    [
      'a map type of no map',
      { type: 'array', items: text, 'x-kubernetes-map-type': 'atomic' },
      [`${at}.type: Invalid value: "array": must be object if x-kubernetes-map-type is specified`],
    ],
    [
      'an unknown list type',
      { type: 'array', items: text, 'x-kubernetes-list-type': 'bag' },
      [`${at}.x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "map", "set"`],
    ],
    [
      'a set of objects that are not atomic',
      { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' },
      [
        `${at}.items.x-kubernetes-map-type: Required value: must be atomic as item of a list with x-kubernetes-list-type=set`,
      ],
    ],
    [
      'keys that are no fields',
      {
        type: 'array',
        items: { type: 'object' },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['a'],
      },
      [
        `${at}.x-kubernetes-list-map-keys[0]: Invalid value: "a": entries must all be names of item properties`,
      ],
    ],
    [
      'defaults the schema does not take',
      { type: 'integer', default: 'x', minimum: 1 },
      [`${at}.default: Invalid value: "string": ${at}.default in body must be of type integer: "string"`],
    ],
    [
      'defaults with fields that are not known',
      { type: 'object', default: { a: 1 } },
      [`${at}.default: Invalid value: {"a":1}: must not have unknown fields`],
    ],
    [
      'int-or-string and open at once',
      { 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true },
      [
        `${at}.x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true`,
      ],
    ],
  ])('refuses %s', (_, spec, expected) => {
    expect(errorsOf(spec)).toEqual(expected)
  })

  it.each<[string, JSONSchemaProps]>([
    [
      'int-or-string in the usual way',
      { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^a' },
    ],
    [
      'restrictions of what is described',
      {
        type: 'object',
        properties: { a: text },
        oneOf: [{ required: ['a'] }, { properties: { a: { enum: ['x'] } } }],
      },
    ],
  ])('takes %s', (_, spec) => {
    expect(errorsOf(spec)).toEqual([])
  })

  it.each([
    [
      { selectableFields: [{ jsonPath: '.spec.list' }] },
      'must point to a field of type string, boolean or integer',
    ],
    [{ selectableFields: [{ jsonPath: '.spec.none' }] }, 'is an invalid path'],
    [{ selectableFields: [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.a' }] }, 'Duplicate value: ".spec.a"'],
    [
      { selectableFields: Array.from({ length: 9 }, () => ({ jsonPath: '.spec.a' })) },
      'Too many: 9: must have at most 8 items',
    ],
    [{ deprecationWarning: 'x' }, 'can only be set for deprecated versions'],
  ])('refuses %j', (more, message) => {
    const spec: JSONSchemaProps = {
      type: 'object',
      properties: { a: text, list: { type: 'array', items: text } },
    }
    expect(errorsOf(spec, more).join()).toContain(message)
  })
})
