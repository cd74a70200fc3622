import type { CustomResourceDefinition } from '@knarr/api/apiextensions/v1'
import { describe, expect, it } from 'vitest'
import { type CustomServer, definitionsPath, startCustomServer } from './testing/custom-server.ts'

const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { color: { type: 'string' }, size: { type: 'integer' } } },
    },
  },
}

const widget = (name: string, spec: object = {}, finalizers: string[] = []): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, finalizers },
  spec,
})

const define = (server: CustomServer, plural: string, names: object): Promise<unknown> =>
  server.test.transport.request({
    method: 'POST',
    path: definitionsPath,
    body: {
      metadata: { name: `${plural}.example.com` },
      spec: {
        ...{ group: 'example.com', scope: 'Namespaced' },
        names: { plural, kind: 'Gadget', ...names },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    },
  })

async function definition(server: CustomServer, plural: string): Promise<CustomResourceDefinition> {
  const path = `${definitionsPath}/${plural}.example.com`
  return (await server.test.transport.request({ method: 'GET', path })) as CustomResourceDefinition
}

const conditionOf = async (server: CustomServer, plural: string, type: string): Promise<object | undefined> =>
  (await definition(server, plural)).status?.conditions?.find((each) => each.type === type)

describe('names of definitions', () => {
  it.each([
    ['KindConflict', { kind: 'Widget', listKind: 'GadgetList' }, '"Widget" is already in use'],
    ['ListKindConflict', { listKind: 'WidgetList' }, '"WidgetList" is already in use'],
    ['SingularConflict', { singular: 'widget' }, '"widget" is already in use'],
    ['ShortNamesConflict', { shortNames: ['widgets', 'g'] }, '"widgets" is already in use'],
  ])('are refused as %s until they are free', async (reason, names, message) => {
    await using server = await startCustomServer({ schema })
    await define(server, 'gadgets', names)
    await expect
      .poll(() => conditionOf(server, 'gadgets', 'NamesAccepted'))
      .toMatchObject({ status: 'False', reason, message })
    expect(await conditionOf(server, 'gadgets', 'Established')).toMatchObject({
      status: 'False',
      reason: 'NotAccepted',
    })
    await server.test.transport.request({ method: 'DELETE', path: `${definitionsPath}/widgets.example.com` })
    await expect.poll(() => conditionOf(server, 'gadgets', 'Established')).toMatchObject({ status: 'True' })
  })
})

describe('a definition that is to go', () => {
  it('holds itself from then on, and lets nothing be created until its objects are gone', async () => {
    await using server = await startCustomServer({ schema })
    expect((await definition(server, 'widgets')).metadata.finalizers).toBeUndefined()
    await server.create(widget('a', {}, ['example.com/hold']))
    await server.test.transport.request({ method: 'DELETE', path: `${definitionsPath}/widgets.example.com` })
    expect((await definition(server, 'widgets')).metadata.finalizers).toEqual([
      'customresourcecleanup.apiextensions.k8s.io',
    ])
    await expect
      .poll(() => conditionOf(server, 'widgets', 'Terminating'))
      .toMatchObject({ status: 'True', reason: 'InstanceDeletionInProgress' })
    await expect(server.create(widget('b'))).rejects.toThrow(
      'create not allowed while custom resource definition is terminating',
    )
  })
})

describe('fields to select by', () => {
  it('are those the version names', async () => {
    const selectableFields = [{ jsonPath: '.spec.color' }, { jsonPath: '.spec.size' }]
    await using server = await startCustomServer({ schema, selectableFields })
    await server.create(widget('a', { color: 'blue', size: 1 }))
    await server.create(widget('b', { color: 'red', size: 1 }))
    const namesBy = async (fieldSelector: string): Promise<unknown> =>
      ((await server.get('', { fieldSelector })) as { items: { metadata: { name: string } }[] }).items.map(
        ({ metadata }) => metadata.name,
      )
    expect(await namesBy('spec.color=blue,spec.size=1')).toEqual(['a'])
    expect(await namesBy('spec.color!=blue')).toEqual(['b'])
    const document = await server.test.transport.request({
      method: 'GET',
      path: '/openapi/v3/apis/example.com/v1',
    })
    expect(JSON.stringify(document)).toContain(
      '"x-kubernetes-selectable-fields":[{"fieldPath":"spec.color"},{"fieldPath":"spec.size"}]',
    )
    await expect(namesBy('spec.shape=round')).rejects.toThrow('field label not supported: spec.shape')
  })
})

describe('the status of a definition', () => {
  it('says of which generation it is', async () => {
    await using server = await startCustomServer({ schema })
    await server.redefine({ spec: { names: { categories: ['all'] } } })
    await expect
      .poll(async () => (await definition(server, 'widgets')).status)
      .toMatchObject({
        observedGeneration: 2,
        acceptedNames: { categories: ['all'] },
        conditions: [
          { type: 'NamesAccepted', observedGeneration: 2 },
          { type: 'Established', observedGeneration: 2 },
        ],
      })
  })
})

describe('a version', () => {
  it('that comes to say something else ends its watches', async () => {
    await using server = await startCustomServer({ schema })
    const watch = await server.test.client.watch({
      ...{ group: 'example.com', version: 'v1', plural: 'widgets', kind: 'Widget', namespaced: true },
    })
    const ended = (async () => {
      for await (const _ of watch);
      return true
    })()
    await server.redefine({ spec: { names: { shortNames: ['wd'] } } })
    expect(await ended).toBe(true)
  })
})
