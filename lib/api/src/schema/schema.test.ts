import { describe, expect, it } from 'vitest'
import { apiResources } from '../resources/api-resource.ts'
import { patchSchemaOf } from './patch-schema.ts'
import { schemaOf, schemaOfType, typeNames } from './schema.ts'
import { gvkOf, typeNameOf } from './type-name.ts'

const deployment = { group: 'apps', version: 'v1', kind: 'Deployment' }

describe('schemaOf', () => {
  it('gives fields, required ones, lists and maps', () => {
    const spec = schemaOf({ group: '', version: 'v1', kind: 'Pod' })?.fields?.spec?.schema
    expect(spec?.required).toEqual(['containers'])
    expect(spec?.fields?.containers?.schema).toMatchObject({
      type: 'array',
      listType: 'map',
      listMapKeys: ['name'],
    })
    expect(spec?.fields?.nodeSelector?.schema).toMatchObject({ type: 'map', mapType: 'atomic' })
    expect(spec?.fields?.priority).toMatchObject({
      isPointer: true,
      schema: { type: 'integer', format: 'int32' },
    })
  })

  it('follows a type that holds itself', () => {
    const props = schemaOfType('apiextensions.v1.JSONSchemaProps')
    expect(props?.fields?.not?.schema.fields?.not?.schema).toBe(props?.fields?.not?.schema)
  })

  it.each([
    [
      'a group that only begins like a built-in one',
      { group: 'apps.example.com', version: 'v1', kind: 'Deployment' },
    ],
    ['a meta kind of a custom group', { group: 'example.com', version: 'v1', kind: 'Status' }],
    ['a version that is not served', { group: 'apps', version: 'v1beta1', kind: 'Deployment' }],
    ['a name of Object.prototype', { group: 'constructor', version: 'v1', kind: 'Pod' }],
  ])('has none of %s', (_, gvk) => {
    expect(schemaOf(gvk)).toBeUndefined()
  })

  it('takes options in any group', () => {
    expect(typeNameOf({ group: 'example.com', version: 'v1', kind: 'DeleteOptions' })).toBe(
      'meta.v1.DeleteOptions',
    )
  })

  it('finds each kind the facts tell the group of', () => {
    for (const name of typeNames()) {
      for (const gvk of schemaOfType(name)?.gvks ?? []) expect(typeNameOf(gvk)).toBe(name)
    }
  })

  it('reads the kind of an object', () => {
    expect(gvkOf({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual(deployment)
    expect(gvkOf({ apiVersion: 'v1', kind: 'Pod' })).toEqual({ group: '', version: 'v1', kind: 'Pod' })
  })
})

describe('patchSchemaOf', () => {
  it('tells how lists merge, through lists and maps', () => {
    const spec = patchSchemaOf(deployment)?.field('spec')?.schema
    const containers = spec?.field('template')?.schema?.field('spec')?.schema?.field('containers')
    expect(containers).toMatchObject({ patchStrategy: 'merge', patchMergeKey: 'name', isList: true })
    expect(containers?.schema?.field('ports')).toMatchObject({ patchMergeKey: 'containerPort', isList: true })
    expect(spec?.field('strategy')?.patchStrategy).toBe('retainKeys')
    expect(spec?.field('nope')).toBeUndefined()
  })

  it('answers for any key of a map', () => {
    const labels = patchSchemaOf(deployment)?.field('metadata')?.schema?.field('labels')
    expect(labels?.schema?.field('anything')).toEqual({})
  })

  it('is there for every resource that can be patched', () => {
    for (const resource of apiResources().filter(({ verbs }) => verbs.includes('patch'))) {
      expect(patchSchemaOf(resource)?.field('metadata')?.schema, resource.plural).toBeDefined()
    }
  })
})
