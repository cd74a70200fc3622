import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../openapi/json-schema.ts'
import { type CustomServer, startCustomServer } from './testing/custom-server.ts'

const text = 'What it says of itself, at some length, as those who generate definitions from Go do. '

/** A schema as operators generate them: deep, described, with lists of maps and restrictions. */
function deepSchema(depth: number, breadth: number): JsonSchema {
  const scalars: Record<string, JsonSchema> = {
    name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63, description: text },
    port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
    size: { type: 'integer', minimum: 0, default: 1, description: text },
  }
  if (depth === 0) return { type: 'object', description: text, required: ['name'], properties: scalars }
  const inner = Array.from({ length: breadth }, (_, index): [string, JsonSchema] => {
    const child = deepSchema(depth - 1, breadth)
    const list = {
      ...{ type: 'array', items: child, maxItems: 16, 'x-kubernetes-list-type': 'map' },
      'x-kubernetes-list-map-keys': ['name'],
    }
    return [`field${index}`, index % 2 ? list : child]
  })
  const rule = { rule: 'self.size >= 0', message: 'size must not be negative' }
  return {
    ...{ type: 'object', description: text, required: ['name'], 'x-kubernetes-validations': [rule] },
    properties: { ...scalars, ...Object.fromEntries(inner) },
  }
}

function deepValue(depth: number): object {
  const scalars = { name: 'a', port: '80', size: 3 }
  return depth === 0 ? scalars : { ...scalars, field0: deepValue(depth - 1), field1: [deepValue(depth - 1)] }
}

const widget = (spec: object): object => ({
  ...{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec },
})

describe('a definition of half a megabyte', () => {
  it('is taken, described and held to like any other', async () => {
    const spec = deepSchema(4, 5)
    const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } }
    const bytes = JSON.stringify(schema).length
    expect(bytes).toBeGreaterThan(300_000)
    await using server: CustomServer = await startCustomServer({ schema })
    await server.create(widget(deepValue(4)))
    expect(await server.get('a')).toMatchObject({ spec: { field1: [{ field0: { size: 3 } }] } })
    const { transport } = server.test
    const document = await transport.request({ method: 'GET', path: '/openapi/v3/apis/example.com/v1' })
    expect(JSON.stringify(document).length).toBeGreaterThan(bytes)
    await expect(server.mergePatch('a', { spec: { field0: { field0: { size: -1 } } } })).rejects.toThrow(
      'spec.field0.field0.size in body should be greater than or equal to 0',
    )
  })
})
