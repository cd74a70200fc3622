import type { Resource } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { configMaps } from '@knarr/api/core/v1'
import { type Draft, type KubeObject, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

const widgets: Resource = {
  ...{ group: 'example.com', version: 'v1', plural: 'widgets', kind: 'Widget', namespaced: true },
}
const definition: Draft<CustomResourceDefinition> = {
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
}
const namespace = 'default'

async function open() {
  const cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  const { client } = cluster
  await client.create(customResourceDefinitions, definition)
  await cluster.settle()
  const make = async (resource: Resource, name: string, owner?: KubeObject): Promise<KubeObject> => {
    const ownerReferences = owner
      ? [
          {
            ...{ apiVersion: owner.apiVersion, kind: owner.kind, blockOwnerDeletion: true },
            ...{ name: owner.metadata.name, uid: owner.metadata.uid },
          },
        ]
      : []
    return (await client.create(resource, {
      metadata: { name, namespace, ownerReferences },
    } as never)) as KubeObject
  }
  const names = async (resource: Resource): Promise<string[]> =>
    (await client.list(resource, { namespace })).items
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')
  return { cluster, client, make, names, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() }
}

describe('the garbage collector', () => {
  it.each([['Background'], ['Foreground']] as const)(
    'takes along what custom resources own, custom or not, in the %s',
    async (propagationPolicy) => {
      await using world = await open()
      const { cluster, client, make, names } = world
      const owner = await make(widgets, 'owner')
      const child = await make(widgets, 'child', owner)
      await make(configMaps, 'grandchild', child)
      await make(widgets, 'stranger')
      await cluster.settle()
      await client.delete(widgets, { namespace, name: 'owner' }, { propagationPolicy })
      await cluster.settle()
      expect([await names(widgets), await names(configMaps)]).toEqual([['stranger'], []])
    },
  )

  it('leaves orphans of custom resources alone', async () => {
    await using world = await open()
    const { cluster, client, make, names } = world
    await make(configMaps, 'orphan', await make(widgets, 'owner'))
    await cluster.settle()
    await client.delete(widgets, { namespace, name: 'owner' }, { propagationPolicy: 'Orphan' })
    await cluster.settle()
    expect([await names(widgets), await names(configMaps)]).toEqual([[], ['orphan']])
    const { metadata } = await client.get(configMaps, { namespace, name: 'orphan' })
    expect(metadata.ownerReferences).toBeUndefined()
  })

  it('takes along what custom resources own when their definition goes', async () => {
    await using world = await open()
    const { cluster, client, make, names } = world
    await make(configMaps, 'owned', await make(widgets, 'owner'))
    await cluster.settle()
    await client.delete(customResourceDefinitions, { namespace: '', name: 'widgets.example.com' })
    await cluster.advance('5s')
    expect(await names(configMaps)).toEqual([])
  })
})
