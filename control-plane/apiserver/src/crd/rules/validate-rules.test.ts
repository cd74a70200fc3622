import { fieldErrorText } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../../openapi/json-schema.ts'
import { validateRules as definitionErrors } from '../../registry/apiextensions/customresourcedefinition/rule-validation.ts'
import { startCustomServer } from '../testing/custom-server.ts'
import { validateRules } from './validate-rules.ts'

const schemaOf = (rules: object[], properties: Record<string, JsonSchema> = {}): JsonSchema => ({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      'x-kubernetes-validations': rules,
      properties: {
        min: { type: 'integer' },
        max: { type: 'integer' },
        name: { type: 'string', maxLength: 9 },
        ...properties,
      },
    },
  },
})

const errorsOf = (schema: JsonSchema, spec: object, old?: object): string[] =>
  validateRules(schema, { metadata: { name: 'a' }, spec }, old && { metadata: { name: 'a' }, spec: old }).map(
    fieldErrorText,
  )

describe('validateRules', () => {
  it.each<[string, object, object, string[]]>([
    ['hold', { rule: 'self.min <= self.max' }, { min: 1, max: 2 }, []],
    [
      'fail with the rule',
      { rule: 'self.min <= self.max' },
      { min: 3, max: 2 },
      ['spec: Invalid value: "object": failed rule: self.min <= self.max'],
    ],
    ['fail with a message', { rule: 'false', message: 'no' }, {}, ['spec: Invalid value: "object": no']],
    [
      'fail with a message made',
      { rule: 'false', messageExpression: '"min is " + string(self.min)' },
      { min: 3 },
      ['spec: Invalid value: "object": min is 3'],
    ],
    [
      'fail with the message where the expression fails',
      { rule: 'false', message: 'no', messageExpression: 'self.name' },
      {},
      ['spec: Invalid value: "object": no'],
    ],
    [
      'fail for a reason at a field',
      { rule: 'has(self.name)', reason: 'FieldValueRequired', fieldPath: '.name', message: 'say it' },
      {},
      ['spec.name: Required value: say it'],
    ],
    [
      'cannot be evaluated',
      { rule: 'self.min > 0' },
      {},
      ['spec: Invalid value: "object": no such key: min evaluating rule: self.min > 0'],
    ],
  ])('that %s', (_, rule, spec, expected) => {
    expect(errorsOf(schemaOf([rule]), spec)).toEqual(expected)
  })

  it('that compare with what was before count only then', () => {
    const schema = schemaOf([{ rule: 'self.min >= oldSelf.min', message: 'shrunk' }])
    expect(errorsOf(schema, { min: 1 })).toEqual([])
    expect(errorsOf(schema, { min: 1 }, { min: 2 })).toEqual(['spec: Invalid value: "object": shrunk'])
  })

  it('that may have nothing to compare with count always', () => {
    const rule = '!oldSelf.hasValue() || oldSelf.value().min == self.min'
    const schema = schemaOf([{ rule, optionalOldSelf: true, message: 'changed' }])
    expect(errorsOf(schema, { min: 1 })).toEqual([])
    expect(errorsOf(schema, { min: 1 }, { min: 2 })).toEqual(['spec: Invalid value: "object": changed'])
  })

  it('that do not hold are put up with where nothing changed', () => {
    const schema = schemaOf([], {
      name: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self != "bad"' }] },
    })
    expect(errorsOf(schema, { name: 'bad', min: 2 }, { name: 'bad', min: 1 })).toEqual([])
    expect(errorsOf(schema, { name: 'bad' }, { name: 'good' })).toEqual([
      'spec.name: Invalid value: "string": failed rule: self != "bad"',
    ])
  })

  it('stand at every item and entry', () => {
    const small = { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self < 5', message: 'big' }] }
    const schema = schemaOf([], {
      list: { type: 'array', maxItems: 9, items: small },
      map: { type: 'object', maxProperties: 9, additionalProperties: small },
    })
    expect(errorsOf(schema, { list: [1, 7], map: { a: 9 } })).toEqual([
      'spec.list[1]: Invalid value: "integer": big',
      'spec.map[a]: Invalid value: "integer": big',
    ])
  })
})

describe('rules of a definition', () => {
  const at = 'schema.properties[spec].x-kubernetes-validations[0]'
  it.each<[string, object, RegExp]>([
    [
      'do not compile',
      { rule: 'self.foo == 1' },
      /rule: Invalid value: .*compilation failed: ERROR: <input>:1:5: undefined field 'foo'/,
    ],
    [
      'are no condition',
      { rule: 'self.min' },
      /rule: Invalid value: .*cel expression must evaluate to a bool/,
    ],
    ['are empty', { rule: ' ' }, /rule: Required value: rule is not specified/],
    [
      'have lines and no message',
      { rule: 'true ||\nfalse' },
      /message: Required value: message must be specified if rule contains line breaks/,
    ],
    ['have a message with lines', { rule: 'true', message: 'a\nb' }, /message must not contain line breaks/],
    [
      'say nothing',
      { rule: 'true', messageExpression: ' ' },
      /messageExpression must be non-empty if specified/,
    ],
    ['say a number', { rule: 'true', messageExpression: '1' }, /messageExpression must evaluate to a string/],
    ['have no such reason', { rule: 'true', reason: 'Whim' }, /reason: Unsupported value: "Whim"/],
    ['point nowhere', { rule: 'true', fieldPath: '.none' }, /fieldPath must be a valid path/],
  ])('that %s are refused', (_, rule, message) => {
    const [error, ...more] = definitionErrors(schemaOf([rule]) as never, 'schema').map(fieldErrorText)
    expect(more).toEqual([])
    expect(error?.startsWith(at)).toBe(true)
    expect(error).toMatch(message)
  })

  it('that may cost too much are refused', () => {
    const list: JsonSchema = {
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-validations': [{ rule: 'self.all(x, self.all(y, x == y))' }],
    }
    const errors = definitionErrors(schemaOf([], { list }) as never, 'schema').map(fieldErrorText)
    expect(errors[0]).toContain(
      'Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule',
    )
  })

  it('about the keys of a map cost no more than their number', () => {
    const map: JsonSchema = {
      ...{ type: 'object', maxProperties: 8, additionalProperties: { type: 'string', maxLength: 99 } },
      'x-kubernetes-validations': [{ rule: 'self.all(key, key.matches("^[a-z]+$"))' }],
    }
    expect(definitionErrors(schemaOf([], { map }) as never, 'schema')).toEqual([])
  })

  it('that look back at items nobody can tell apart are refused', () => {
    const items = { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > oldSelf' }] }
    const schema = schemaOf([], { list: { type: 'array', maxItems: 5, items } })
    expect(
      definitionErrors(schema as never, 'schema')
        .map(fieldErrorText)
        .join(),
    ).toContain(
      'oldSelf cannot be used on the uncorrelatable portion of the schema within schema.properties[spec].properties[list]',
    )
  })

  it('are not asked of an object that is of another form', async () => {
    const rules = [{ rule: 'self.min > 0' }]
    await using server = await startCustomServer({ schema: { openAPIV3Schema: schemaOf(rules) } })
    const widget = (spec: object): object => ({
      ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec },
    })
    await expect(server.create(widget({ min: 'x' }))).rejects.toThrow(
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    )
    await expect(server.create(widget({ min: 0 }))).rejects.toThrow('failed rule: self.min > 0')
  })
})
