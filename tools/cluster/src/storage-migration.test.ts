import type { Resource } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import { configMaps } from '@knarr/api/core/v1'
import { type StorageVersionMigration, storageVersionMigrations } from '@knarr/api/storagemigration/v1beta1'
import { type Draft, type KubeObject, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Cluster } from './cluster.ts'

const widgets = (version: string): Resource => ({
  ...{ group: 'example.com', version, plural: 'widgets', kind: 'Widget', namespaced: true },
})
const key = { namespace: '', name: 'widgets.example.com' }
const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }

const versionsKeeping = (storage: string, names: readonly string[]) =>
  names.map((name) => ({ name, served: true, storage: name === storage, schema }))

const definition: Draft<CustomResourceDefinition> = {
  metadata: { name: key.name },
  spec: {
    ...{ group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' } },
    versions: versionsKeeping('v1', ['v1', 'v2']),
  },
}

async function open() {
  const cluster = await Cluster.start({ clock: new VirtualClock(), seed: 1 })
  const { client } = cluster
  await client.create(customResourceDefinitions, definition)
  await cluster.settle()
  return {
    ...{ cluster, client },
    keep: async (storage: string, names: readonly string[]) => {
      const patch = { spec: { versions: versionsKeeping(storage, names) } }
      await client.patch(customResourceDefinitions, key, { type: 'merge', patch })
    },
    stored: async () => (await client.get(customResourceDefinitions, key)).status?.storedVersions,
    migrate: async (name: string, resource: { group?: string; resource: string }) => {
      await client.create(storageVersionMigrations, { metadata: { name }, spec: { resource } } as never)
    },
    conditions: async (name: string) => {
      const { status } = await client.get(storageVersionMigrations, { namespace: '', name })
      return (status?.conditions ?? []).map(({ type, status: is, reason, message }) =>
        `${type}=${is} ${reason} ${message}`.trim(),
      )
    },
    [Symbol.asyncDispose]: () => cluster.stop(),
  }
}

describe('another version to keep objects in', () => {
  it('has all objects written anew by itself, after which the old version can go', async () => {
    await using world = await open()
    const { client, cluster, keep, stored } = world
    for (let index = 0; index < 1100; index++) {
      const metadata = { name: `w${index}`, namespace: 'default' }
      await client.create(widgets('v1'), { metadata, spec: { index } } as Draft<KubeObject>)
    }
    const before = await client.get(widgets('v1'), { namespace: 'default', name: 'w7' })
    await keep('v2', ['v1', 'v2'])
    await cluster.settle()
    expect(await stored()).toEqual(['v2'])
    await keep('v2', ['v2'])
    await cluster.settle()
    const { items } = await client.list(widgets('v2'))
    expect(items).toHaveLength(1100)
    const after = items.find(({ metadata }) => metadata.name === 'w7')
    expect(after).toMatchObject({ apiVersion: 'example.com/v2', spec: { index: 7 } })
    expect(after?.metadata.generation).toBe(before.metadata.generation)
    expect(after?.metadata.resourceVersion).not.toBe(before.metadata.resourceVersion)
    expect(after?.metadata.managedFields?.map(({ manager }) => manager)).toEqual(
      before.metadata.managedFields?.map(({ manager }) => manager),
    )
    expect((await client.list(storageVersionMigrations)).items).toEqual([])
  })

  it('is gone back on, and nothing is forgotten', async () => {
    await using world = await open()
    const { client, cluster, keep, stored } = world
    const make = (name: string) =>
      client.create(widgets('v1'), { metadata: { name, namespace: 'default' } } as Draft<KubeObject>)
    await make('a')
    await keep('v2', ['v1', 'v2'])
    await make('b')
    await keep('v1', ['v1', 'v2'])
    await cluster.settle()
    expect(await stored()).toEqual(['v1'])
    await keep('v1', ['v1'])
    await cluster.settle()
    expect((await client.list(widgets('v1'))).items).toHaveLength(2)
  })

  it('stays with the old where an object can not be written, and says why until it is tried again', async () => {
    await using world = await open()
    const { client, cluster, keep, stored, conditions } = world
    await client.create(widgets('v1'), { metadata: { name: 'a', namespace: 'default' } } as Draft<KubeObject>)
    const conversion = {
      strategy: 'Webhook',
      webhook: {
        conversionReviewVersions: ['v1'],
        clientConfig: { url: 'https://127.0.0.1:1/convert', caBundle: 'LS0tLS1CRUdJTg==' },
      },
    }
    await client.patch(customResourceDefinitions, key, { type: 'merge', patch: { spec: { conversion } } })
    await keep('v2', ['v1', 'v2'])
    await cluster.settle()
    expect(await stored()).toEqual(['v1', 'v2'])
    const [failed] = (await client.list(storageVersionMigrations)).items as StorageVersionMigration[]
    expect(await conditions(failed?.metadata.name ?? '')).toEqual([
      expect.stringMatching(/^Failed=True StorageVersionMigrationFailed .*conversion webhook.*failed/),
    ])
    await client.patch(customResourceDefinitions, key, {
      ...{ type: 'merge', patch: { spec: { conversion: { strategy: 'None', webhook: null } } } },
    })
    await cluster.settle()
    expect(await stored()).toEqual(['v2'])
  })
})

describe('a migration', () => {
  it('of a built-in resource writes what is there, and says from which revision on', async () => {
    await using world = await open()
    const { client, cluster, migrate, conditions } = world
    await client.create(configMaps, { metadata: { name: 'a', namespace: 'default' } })
    await migrate('config', { resource: 'configmaps' })
    await cluster.settle()
    expect(await conditions('config')).toEqual([
      'Running=False StorageVersionMigrationSucceeded',
      'Succeeded=True StorageVersionMigrationSucceeded',
    ])
    const { status } = await client.get(storageVersionMigrations, { namespace: '', name: 'config' })
    expect(Number(status?.resourceVersion)).toBeGreaterThan(0)
  })

  it('of what is not there fails once it had time to come', async () => {
    await using world = await open()
    const { cluster, migrate, conditions } = world
    await migrate('none', { group: 'example.com', resource: 'gadgets' })
    await cluster.advance('59s')
    expect(await conditions('none')).toEqual([])
    await cluster.advance('2s')
    expect(await conditions('none')).toEqual([
      'Failed=True StorageVersionMigrationFailed resource does not exist in discovery',
    ])
  })
})
