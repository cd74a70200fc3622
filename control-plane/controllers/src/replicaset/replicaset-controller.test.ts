import { replicaSets } from '@knarr/api/apps/v1'
import { type Pod, pods, replicationControllers } from '@knarr/api/core/v1'
import { controllerOf, controllerRef } from '@knarr/controller'
import { type Draft, forbidden, keyOf } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { replicationControllerController } from '../replication/replication-controller.ts'
import { makeReady, namespace, podDraft, replicaSetOf } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { replicaSetController } from './replicaset-controller.ts'

const key = { namespace, name: 'web' }

async function open(replicas: number, spec: object = {}) {
  const world = openControllers()
  const { client } = world
  const set = await client.create(replicaSets, replicaSetOf('web', replicas, spec))
  const all = async () => (await client.list(pods, { namespace })).items
  const read = () => client.get(replicaSets, key)
  const scale = async (count: number) => {
    await client.patch(replicaSets, key, { type: 'merge', patch: { spec: { replicas: count } } })
    await world.pass()
  }
  const creations = () =>
    world.transport.writes.filter(({ method, path }) => method === 'POST' && path.endsWith('/pods')).length
  return { ...world, set, all, read, scale, creations }
}

describe('the replicaset controller', () => {
  it('creates what is missing from the template, owned by the set, and says so', async () => {
    const { set, run, all, events, read } = await open(3)
    await run(replicaSetController)
    const made = await all()
    expect(made).toHaveLength(3)
    for (const pod of made) {
      expect(pod.metadata.name).toMatch(/^web-[a-z0-9]{5}$/)
      expect(pod.metadata.labels).toEqual({ app: 'web' })
      expect(pod.metadata.ownerReferences).toEqual([controllerRef(set, replicaSets)])
    }
    const texts = made.map(({ metadata }) => `Normal SuccessfulCreate Created pod: ${metadata.name}`)
    expect(events.map(({ text }) => text).toSorted()).toEqual(texts.toSorted())
    expect(events[0]).toMatchObject({ by: 'replicaset-controller', about: 'web' })
    const counts = { replicas: 3, fullyLabeledReplicas: 3, terminatingReplicas: 0, observedGeneration: 1 }
    expect((await read()).status).toEqual(counts)
  })

  it('creates no more while its creations are not seen, and catches up after', async () => {
    const { run, scale, transport, pass, creations, all } = await open(0)
    await run(replicaSetController)
    transport.closeWatches()
    const release = transport.intercept(({ path, query }) => {
      if (path.endsWith('/pods') && query?.watch) throw new Error('no watch now')
    })
    await scale(2)
    const made = creations()
    expect(made).toBe(2)
    await scale(3)
    expect(creations()).toBe(2)
    release()
    await pass(60_000)
    expect(await all()).toHaveLength(3)
  })

  it('deletes the least useful first, and says so', async () => {
    const { run, scale, all, events, client, clock, pass } = await open(3)
    await run(replicaSetController)
    const [one, two, three] = (await all()) as [Pod, Pod, Pod]
    await makeReady(client, clock, one)
    await makeReady(client, clock, three)
    await pass()
    events.length = 0
    await scale(2)
    expect((await all()).map(({ metadata }) => metadata.name)).toEqual([
      one.metadata.name,
      three.metadata.name,
    ])
    expect(events.map(({ text }) => text)).toEqual([
      `Normal SuccessfulDelete Deleted pod: ${two.metadata.name}`,
    ])
  })

  it('replaces pods that failed, finished or are going', async () => {
    const world = openControllers({ gracefulPods: true })
    const { client, run, pass } = world
    await client.create(replicaSets, replicaSetOf('web', 2))
    await run(replicaSetController)
    const [one, two] = (await client.list(pods, { namespace })).items as [Pod, Pod]
    await client.updateStatus(pods, { ...one, status: { phase: 'Failed' } })
    await client.create(
      pods,
      { metadata: keyOf(two), target: { kind: 'Node', name: 'n1' } } as unknown as Draft<Pod>,
      { subresource: 'binding' },
    )
    await pass()
    await client.delete(pods, keyOf(two))
    await pass()
    expect((await client.list(pods, { namespace })).items).toHaveLength(4)
    const { status } = await client.get(replicaSets, key)
    expect(status).toMatchObject({ replicas: 2, terminatingReplicas: 1 })
  })

  it('adopts matching orphans, releases pods that match no more, and leaves others alone', async () => {
    const { client, run, all, pass, set } = await open(2)
    const other = await client.create(
      replicaSets,
      replicaSetOf('other', 1, { selector: { matchLabels: { app: 'web', of: 'other' } } }),
    )
    await client.create(pods, podDraft('orphan'))
    await client.create(
      pods,
      podDraft('taken', {
        labels: { app: 'web', of: 'other' },
        ownerReferences: [controllerRef(other, replicaSets)],
      }),
    )
    await client.create(pods, podDraft('stranger', { labels: { app: 'db' } }))
    await run(replicaSetController)
    const ownerOf = async (name: string) =>
      controllerOf(await client.get(pods, { namespace, name }))?.uid ?? ''
    expect(await ownerOf('orphan')).toBe(set.metadata.uid)
    expect(await ownerOf('taken')).toBe(other.metadata.uid)
    expect(await all()).toHaveLength(4)
    const patch = { metadata: { labels: { app: 'debug' } } }
    await client.patch(pods, { namespace, name: 'orphan' }, { type: 'merge', patch })
    await pass()
    expect(await ownerOf('orphan')).toBe('')
    expect((await all()).filter((pod) => controllerOf(pod)?.uid === set.metadata.uid)).toHaveLength(2)
  })

  it('does nothing for a set that is being deleted', async () => {
    const { client, run, all, pass } = await open(2)
    await run(replicaSetController)
    await client.delete(replicaSets, key, { propagationPolicy: 'Foreground' })
    await client.delete(pods, keyOf((await all())[0] as Pod))
    await pass()
    expect(await all()).toHaveLength(1)
  })

  it('stops after the first refusal, tells why, tries again, and forgets it when it works', async () => {
    const { run, events, transport, read, pass, all, errors, creations } = await open(4)
    const allow = transport.intercept(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/pods')) throw forbidden(pods, 'web-1', 'exceeded quota')
    })
    await run(replicaSetController)
    // One request each time: at first, and once more when its status has changed.
    expect(creations()).toBe(2)
    expect(events[0]?.text).toBe(
      'Warning FailedCreate Error creating: pods "web-1" is forbidden: exceeded quota',
    )
    expect((await read()).status?.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' },
    ])
    expect(errors).toHaveLength(2)
    allow()
    await pass(1_000)
    expect(await all()).toHaveLength(4)
    expect((await read()).status?.conditions).toBeUndefined()
  })

  it('gives up quietly in a namespace that is going away', async () => {
    const { run, events, transport, creations, errors, pass } = await open(4)
    transport.intercept(({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/pods')) return
      const error = forbidden(pods, 'web-1', 'being terminated')
      Object.assign(error.status, { details: { causes: [{ reason: 'NamespaceTerminating' }] } })
      throw error
    })
    await run(replicaSetController)
    await pass(10_000)
    expect([creations(), events, errors]).toEqual([2, [], []])
  })

  it('counts a pod available once it was ready for long enough', async () => {
    const { run, all, client, clock, pass, read } = await open(1, { minReadySeconds: 10 })
    await run(replicaSetController)
    await makeReady(client, clock, (await all())[0] as Pod)
    await pass(9_000)
    expect((await read()).status).toMatchObject({ readyReplicas: 1 })
    expect((await read()).status?.availableReplicas).toBeUndefined()
    await pass(1_000)
    expect((await read()).status).toMatchObject({ availableReplicas: 1 })
  })

  it('writes nothing when nothing is to be done', async () => {
    const { run, transport, client, pass } = await open(2)
    await run(replicaSetController)
    const before = transport.writes.length
    await client.patch(replicaSets, key, { type: 'merge', patch: { metadata: { labels: { a: 'b' } } } })
    await pass(60_000)
    expect(transport.writes).toHaveLength(before + 1)
  })
})

describe('the replication controller', () => {
  it('keeps pods for a selector that is a plain map', async () => {
    const { client, run, events } = openControllers()
    const { metadata, spec } = replicaSetOf('web', 2)
    await client.create(replicationControllers, {
      metadata,
      spec: { ...spec, selector: { app: 'web' } },
    } as never)
    await run(replicationControllerController)
    const { items } = await client.list(pods, { namespace })
    expect(items.map((pod) => controllerOf(pod)?.kind)).toEqual(Array(2).fill('ReplicationController'))
    expect(events[0]?.by).toBe('replication-controller')
    const { status } = await client.get(replicationControllers, key)
    expect(status).toEqual({ replicas: 2, fullyLabeledReplicas: 2, observedGeneration: 1 })
  })
})
