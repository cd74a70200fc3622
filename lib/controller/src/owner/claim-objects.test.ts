import { type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { FakeTransport } from '@knarr/client/testing'
import { type Draft, forbidden, type OwnerReference } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { claimObjects } from './claim-objects.ts'
import { controllerOf, controllerRef, isControlledBy } from './controller-of.ts'

async function open() {
  const transport = new FakeTransport()
  const client = createClient(transport)
  const make = (name: string) =>
    client.create(replicaSets, { metadata: { name, namespace: 'a' }, spec: {} } as Draft<ReplicaSet>)
  const owner = await make('web')
  const add = (name: string, app: string, ownerReferences: OwnerReference[] = []) => {
    const metadata = { name, namespace: 'a', labels: { app }, ownerReferences }
    return client.create(pods, { metadata, spec: {} } as unknown as Draft<Pod>)
  }
  const claim = (candidates: readonly Pod[], by: ReplicaSet = owner) =>
    claimObjects({
      client,
      owner: by,
      ownerKind: replicaSets,
      resource: pods,
      candidates,
      selects: ({ metadata }) => metadata.labels?.app === 'web',
    })
  const read = (name: string) => client.get(pods, { namespace: 'a', name })
  return { transport, client, owner, make, add, claim, read }
}

describe('claimObjects', () => {
  it('keeps what it owns, adopts matching orphans, and leaves the rest alone', async () => {
    const { owner, make, add, claim, read, transport } = await open()
    const other = await make('other')
    const candidates = [
      await add('owned', 'web', [controllerRef(owner, replicaSets)]),
      await add('orphan', 'web'),
      await add('stranger', 'db'),
      await add('taken', 'web', [controllerRef(other, replicaSets)]),
    ]
    const claimed = await claim(candidates)
    expect(claimed.map(({ metadata }) => metadata.name)).toEqual(['owned', 'orphan'])
    expect(controllerOf(await read('orphan'))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'web',
      uid: owner.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    })
    expect(transport.writes.filter(({ method }) => method === 'PATCH')).toHaveLength(1)
  })

  it('releases what it owns but no longer selects, and only its own reference', async () => {
    const { owner, add, claim, read } = await open()
    const friend = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }
    const pod = await add('relabelled', 'db', [friend, controllerRef(owner, replicaSets)])
    expect(await claim([pod])).toEqual([])
    expect((await read('relabelled')).metadata.ownerReferences).toEqual([friend])
  })

  it('adopts and releases nothing while it is being deleted itself', async () => {
    const { owner, add, claim, transport } = await open()
    const going = { ...owner, metadata: { ...owner.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
    const candidates = [
      await add('orphan', 'web'),
      await add('mine', 'db', [controllerRef(owner, replicaSets)]),
    ]
    expect(await claim(candidates, going)).toEqual([])
    expect(transport.writes.filter(({ method }) => method === 'PATCH')).toEqual([])
  })

  it('does not adopt what is being deleted', async () => {
    const { add, claim } = await open()
    const pod = await add('going', 'web')
    const going = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
    expect(await claim([going])).toEqual([])
  })

  it('asks the API once before it adopts, and adopts nothing for an owner that was replaced', async () => {
    const { client, make, add, claim, read, transport } = await open()
    const candidates = [await add('one', 'web'), await add('two', 'web')]
    await client.delete(replicaSets, { namespace: 'a', name: 'web' })
    await make('web')
    const before = transport.requests.length
    await expect(claim(candidates)).rejects.toThrow('original ReplicaSet a/web is gone')
    expect(transport.requests.slice(before)).toHaveLength(1)
    expect(controllerOf(await read('one'))).toBeUndefined()
  })

  it('does not mind an orphan that is gone meanwhile, but reports other errors after trying all', async () => {
    const { client, owner, add, claim, read, transport } = await open()
    const candidates = [await add('gone', 'web'), await add('refused', 'web'), await add('fine', 'web')]
    await client.delete(pods, { namespace: 'a', name: 'gone' })
    transport.intercept(({ method, path }) => {
      if (method === 'PATCH' && path.endsWith('/refused')) throw forbidden(pods, 'refused', 'no')
    })
    await expect(claim(candidates)).rejects.toThrow('pods "refused" is forbidden: no')
    expect(isControlledBy(await read('fine'), owner)).toBe(true)
  })
})
