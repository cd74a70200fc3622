import { describe, expect, it } from 'vitest'
import { mergeSwagger } from './merge-swagger.ts'

const own = {
  swagger: '2.0',
  paths: { '/api/v1/pods': {} },
  definitions: { Meta: { type: 'object' }, Thing: { type: 'string' } },
  parameters: { 'name-path': { in: 'path' } },
}
const refTo = (name: string): object => ({ $ref: `#/definitions/${name}` })
const foreign = {
  paths: {
    '/apis/a/v1/things': { get: { schema: refTo('Thing'), parameters: [{ $ref: '#/parameters/limit' }] } },
    '/apis/a/v2/others': { get: { schema: refTo('Other') } },
  },
  definitions: {
    Meta: { type: 'object' },
    Thing: { properties: { meta: refTo('Meta'), next: refTo('Thing') } },
    Other: {},
  },
  parameters: { limit: { in: 'query' } },
}

describe('mergeSwagger', () => {
  it('adds the paths asked for with all they refer to, under other names where theirs are taken', () => {
    expect(mergeSwagger(own, [{ document: foreign, root: '/apis/a/v1' }])).toEqual({
      swagger: '2.0',
      paths: {
        '/api/v1/pods': {},
        '/apis/a/v1/things': {
          get: { schema: refTo('Thing_v2'), parameters: [{ $ref: '#/parameters/limit' }] },
        },
      },
      definitions: {
        ...own.definitions,
        Thing_v2: { properties: { meta: refTo('Meta'), next: refTo('Thing_v2') } },
      },
      parameters: { ...own.parameters, limit: { in: 'query' } },
    })
  })

  it('leaves a document alone that nothing comes to', () => {
    expect(mergeSwagger(own, [])).toBe(own)
    expect(mergeSwagger(own, [{ document: {}, root: '/apis/a/v1' }])).toEqual(own)
  })
})
