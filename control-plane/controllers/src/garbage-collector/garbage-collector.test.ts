import type { Resource } from '@knarr/api'
import { replicaSets } from '@knarr/api/apps/v1'
import { configMaps, nodes, pods, secrets } from '@knarr/api/core/v1'
import { type KubeObject, type OwnerReference, seededRandom, serviceUnavailable } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { openControllers } from '../testing/open-controllers.ts'
import { runGarbageCollector } from './garbage-collector.ts'

const namespace = 'shop'

async function open() {
  const world = openControllers()
  const { client, informers, clock, logger, signal, pass } = world
  const random = seededRandom(1)
  const make = async (resource: Resource, name: string, owners: OwnerReference[] = [], more: object = {}) => {
    const scope = resource.namespaced ? { namespace } : {}
    const metadata = { name, ...scope, ...(owners.length > 0 ? { ownerReferences: owners } : {}), ...more }
    return (await client.create(resource, { metadata, spec: {} } as never)) as KubeObject
  }
  const ref = (resource: Resource, owner: KubeObject, block = true): OwnerReference => ({
    apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version,
    kind: resource.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    blockOwnerDeletion: block,
  })
  const drop = async (resource: Resource, name: string, propagationPolicy?: 'Foreground' | 'Orphan') => {
    const options = propagationPolicy ? { propagationPolicy } : {}
    await client.delete(resource, { namespace: resource.namespaced ? namespace : '', name }, options)
    await pass()
  }
  const names = async (resource: Resource) =>
    (await client.list(resource)).items.map(({ metadata }) => metadata.name)
  const ownersOf = async (name: string) =>
    (await client.get(pods, { namespace, name })).metadata.ownerReferences?.map((owner) => owner.name)
  const resources = [configMaps, secrets, nodes, pods, replicaSets]
  const run = async () => {
    const collector = runGarbageCollector({ client, informers, clock, random, logger, signal, resources })
    informers.start(signal)
    await pass()
    return collector
  }
  return { ...world, make, ref, drop, names, ownersOf, run }
}

describe('an owner that goes', () => {
  it('takes its dependents and theirs along in the background', async () => {
    const { make, ref, run, drop, names } = await open()
    const set = await make(replicaSets, 'web')
    const pod = await make(pods, 'web-1', [ref(replicaSets, set)])
    await make(secrets, 'key', [ref(pods, pod)])
    await make(pods, 'stranger')
    const collector = await run()
    expect(await names(pods)).toEqual(['stranger', 'web-1'])
    await drop(replicaSets, 'web')
    expect([await names(pods), await names(secrets)]).toEqual([['stranger'], []])
    expect(collector.isIdle).toBe(true)
  })

  it('waits for what blocks it in the foreground, and for nothing else', async () => {
    const { make, ref, run, drop, names, client, pass } = await open()
    const set = await make(replicaSets, 'web')
    await make(pods, 'blocking', [ref(replicaSets, set)], { finalizers: ['test/hold'] })
    await make(pods, 'loose', [ref(replicaSets, set, false)], { finalizers: ['test/hold'] })
    await run()
    await drop(replicaSets, 'web', 'Foreground')
    expect(await names(replicaSets)).toEqual(['web'])
    const patch = { metadata: { finalizers: null } }
    await client.patch(pods, { namespace, name: 'blocking' }, { type: 'merge', patch })
    await pass()
    expect([await names(replicaSets), await names(pods)]).toEqual([[], ['loose']])
  })

  it('goes through a chain in the foreground, the last first', async () => {
    const { make, ref, run, drop, names, transport } = await open()
    const set = await make(replicaSets, 'web')
    const pod = await make(pods, 'web-1', [ref(replicaSets, set)])
    await make(secrets, 'key', [ref(pods, pod)])
    await run()
    const before = transport.writes.length
    await drop(replicaSets, 'web', 'Foreground')
    expect([await names(replicaSets), await names(pods), await names(secrets)]).toEqual([[], [], []])
    const deleted = transport.writes
      .slice(before)
      .map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)
    expect(deleted).toEqual(['DELETE web', 'DELETE web-1', 'DELETE key', 'PATCH web-1', 'PATCH web'])
  })

  it('does not wait for ever in a circle', async () => {
    const { make, ref, run, drop, names, client } = await open()
    const one = await make(pods, 'one')
    const two = await make(pods, 'two', [ref(pods, one)])
    const patch = { metadata: { ownerReferences: [ref(pods, two)] } }
    await client.patch(pods, { namespace, name: 'one' }, { type: 'merge', patch })
    await run()
    await drop(pods, 'one', 'Foreground')
    expect(await names(pods)).toEqual([])
  })

  it('leaves its dependents behind without their reference when it orphans them', async () => {
    const { make, ref, run, drop, names, ownersOf } = await open()
    const [set, other] = [await make(replicaSets, 'web'), await make(replicaSets, 'other')]
    await make(pods, 'only', [ref(replicaSets, set)])
    await make(pods, 'shared', [ref(replicaSets, set), ref(replicaSets, other)])
    await run()
    await drop(replicaSets, 'web', 'Orphan')
    expect(await names(replicaSets)).toEqual(['other'])
    expect([await ownersOf('only'), await ownersOf('shared')]).toEqual([undefined, ['other']])
  })

  it('of the cluster takes dependents in namespaces along', async () => {
    const { make, ref, run, drop, names } = await open()
    const node = await make(nodes, 'n1')
    await make(configMaps, 'of-n1', [ref(nodes, node)])
    await run()
    expect(await names(configMaps)).toEqual(['of-n1'])
    await drop(nodes, 'n1')
    expect(await names(configMaps)).toEqual([])
  })
})

describe('an object', () => {
  it.each([
    ['whose owner was gone before anyone looked', {}],
    ['whose owner was made again with another uid', { recreate: true }],
  ])('%s goes', async (_title, { recreate }: { recreate?: boolean }) => {
    const { make, ref, run, names, client } = await open()
    const set = await make(replicaSets, 'web')
    await make(pods, 'web-1', [ref(replicaSets, set)])
    await client.delete(replicaSets, { namespace, name: 'web' })
    if (recreate) await make(replicaSets, 'web')
    await run()
    expect(await names(pods)).toEqual([])
  })

  it('that someone still owns only loses the references to those who are gone', async () => {
    const { make, ref, run, drop, ownersOf } = await open()
    const [one, two] = [await make(replicaSets, 'one'), await make(replicaSets, 'two')]
    const ghost = { ...ref(replicaSets, one), name: 'ghost', uid: 'ghost' }
    await make(pods, 'web-1', [ref(replicaSets, one), ghost, ref(replicaSets, two)])
    await run()
    expect(await ownersOf('web-1')).toEqual(['one', 'two'])
    await drop(replicaSets, 'one', 'Foreground')
    expect(await ownersOf('web-1')).toEqual(['two'])
  })

  it.each([
    ['an owner of a kind nobody serves', pods, { apiVersion: 'example.com/v1', kind: 'Widget' }],
    ['an owner with a namespace, being without one', nodes, { apiVersion: 'v1', kind: 'Pod' }],
  ])('is kept when it names %s', async (_title, resource, kind) => {
    const { make, run, names } = await open()
    await make(resource, 'kept', [{ ...kind, name: 'owner', uid: 'unknown' }])
    await run()
    expect(await names(resource)).toEqual(['kept'])
  })

  it('finds its owner whatever version of its kind it names', async () => {
    const { make, ref, run, names } = await open()
    const set = await make(replicaSets, 'web')
    await make(pods, 'web-1', [{ ...ref(replicaSets, set), apiVersion: 'apps/v1beta2' }])
    await run()
    expect(await names(pods)).toEqual(['web-1'])
  })

  it('in another namespace than its owner goes, and those beside the owner stay until it does', async () => {
    const { make, ref, run, names, client, drop } = await open()
    const set = await make(replicaSets, 'web')
    const ownerReferences = [ref(replicaSets, set)]
    await client.create(pods, {
      metadata: { name: 'a-far', namespace: 'aa', ownerReferences },
      spec: {},
    } as never)
    await make(pods, 'near', ownerReferences)
    await run()
    expect(await names(pods)).toEqual(['near'])
    await drop(replicaSets, 'web')
    expect(await names(pods)).toEqual([])
  })

  it('is tried again when the API fails', async () => {
    const { make, ref, run, drop, names, transport, pass, errors } = await open()
    const set = await make(replicaSets, 'web')
    await make(pods, 'web-1', [ref(replicaSets, set)])
    await run()
    const mend = transport.intercept(({ method, path }) => {
      if (method === 'DELETE' && path.endsWith('web-1')) throw serviceUnavailable('not now')
    })
    await drop(replicaSets, 'web')
    expect([await names(pods), errors.length > 0]).toEqual([['web-1'], true])
    mend()
    await pass(1_000)
    expect(await names(pods)).toEqual([])
  })
})
