import { describe, expect, it } from 'vitest'
import { startCustomServer, widgetDefinition } from './testing/custom-server.ts'

type Properties = Record<string, object>

const version = (spec: Properties, more: object = {}): object => ({
  ...more,
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: spec }, status: { type: 'object', properties: {} } },
    },
  },
})

const widget = (spec: object): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a' },
  spec,
})

const named = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, size: { type: 'integer' } },
}

describe('a kept custom resource', () => {
  it('is read with the defaults and without the fields that its definition has come to know otherwise', async () => {
    await using server = await startCustomServer(version({ old: { type: 'string' } }))
    await server.create(widget({ old: 'x' }))
    const { spec } = widgetDefinition([version({ size: { type: 'integer', default: 3 } })]) as {
      spec: object
    }
    await server.redefine({ spec: { versions: (spec as { versions: object[] }).versions } })
    await expect
      .poll(async () => (await server.get('a')) as { spec: object })
      .toMatchObject({ spec: { size: 3 } })
    expect(await server.get('a')).not.toHaveProperty('spec.old')
    const { items } = (await server.get('')) as { items: object[] }
    expect(items).toMatchObject([{ spec: { size: 3 } }])
  })

  it('has defaults for nulls that are not allowed, and keeps those that are', async () => {
    await using server = await startCustomServer(
      version({
        a: { type: 'string', default: 'x' },
        b: { type: 'string', default: 'y', nullable: true },
        deep: { type: 'object', default: {}, properties: { c: { type: 'integer', default: 1 } } },
      }),
    )
    await server.create(widget({ a: null, b: null }))
    expect(await server.get('a')).toMatchObject({ spec: { a: 'x', b: null, deep: { c: 1 } } })
  })

  it('loses what the schema of an embedded resource or an open map does not know', async () => {
    const embedded = {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { x: { type: 'string' } },
    }
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { in: named } }
    await using server = await startCustomServer(version({ embedded, open }))
    const resource = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }
    await server.create(
      widget({ embedded: { ...resource, x: 'y', z: 1 }, open: { any: { a: 1 }, in: { name: 'n', q: 1 } } }),
    )
    const { spec } = (await server.get('a')) as { spec: object }
    expect(spec).toEqual({ embedded: { ...resource, x: 'y' }, open: { any: { a: 1 }, in: { name: 'n' } } })
  })

  it('refuses an embedded resource without a type', async () => {
    const embedded = {
      ...{ type: 'object', 'x-kubernetes-embedded-resource': true },
      properties: { x: { type: 'string' } },
    }
    await using server = await startCustomServer(version({ embedded }))
    await expect(server.create(widget({ embedded: { kind: 'Pod' } }))).rejects.toThrow(
      'spec.embedded.apiVersion: Required value: must not be empty',
    )
  })
})

describe('server-side apply of custom resources', () => {
  const list = (more: object): object => ({ type: 'array', items: named, ...more })

  it('merges lists by the keys their schema names, and owns others whole', async () => {
    const keyed = list({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
    const set = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } }
    await using server = await startCustomServer(version({ keyed, set }))
    await server.apply('a', widget({ keyed: [{ name: 'x', size: 1 }], set: ['p'] }), 'one')
    await server.apply('a', widget({ keyed: [{ name: 'y', size: 2 }], set: ['q'] }), 'two')
    expect(await server.get('a')).toMatchObject({
      spec: {
        keyed: [
          { name: 'x', size: 1 },
          { name: 'y', size: 2 },
        ],
        set: ['p', 'q'],
      },
    })
    await expect(server.apply('a', widget({ keyed: [{ name: 'x', size: 5 }] }), 'two')).rejects.toThrow(
      'conflict with "one": .spec.keyed[name="x"].size',
    )
  })

  it.each([
    [
      'a list without a type',
      { items: list({}) },
      { items: [{ name: 'x' }] },
      { items: [{ name: 'y' }] },
      '.spec.items',
    ],
    [
      'an atomic object',
      { box: { type: 'object', properties: named.properties, 'x-kubernetes-map-type': 'atomic' } },
      { box: { name: 'x' } },
      { box: { size: 1 } },
      '.spec.box',
    ],
  ])('owns %s as a whole', async (...[, properties, first, second, path]) => {
    await using server = await startCustomServer(version(properties as Properties))
    await server.apply('a', widget(first), 'one')
    await expect(server.apply('a', widget(second), 'two')).rejects.toThrow(`conflict with "one": ${path}`)
  })
})
