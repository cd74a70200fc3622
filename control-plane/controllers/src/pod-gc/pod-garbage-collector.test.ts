import { nodes, type Pod, pods } from '@knarr/api/core/v1'
import { keyOf } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { podGarbageCollector } from './pod-garbage-collector.ts'

async function open(threshold = 12_500) {
  const world = openControllers({ gracefulPods: true })
  const { client, pass } = world
  await client.create(nodes, { metadata: { name: 'a' }, spec: {} })
  await world.run(() => podGarbageCollector(threshold))
  return {
    ...world,
    names: async () =>
      (await client.list(pods, { namespace })).items.map(({ metadata }) => metadata.name).toSorted(),
    async make(name: string, { nodeName = 'a', phase = 'Running', reason = '' } = {}) {
      const pod = await client.create(pods, podDraft(name, {}, nodeName ? { nodeName } : {}))
      await client.updateStatus(pods, { ...pod, status: { phase, ...(reason ? { reason } : {}) } })
      await pass(1000)
      return pod
    },
    async setNode(taints: { key: string; effect: string }[], ready: string) {
      const live = await client.get(nodes, { namespace: '', name: 'a' })
      await client.updateStatus(nodes, {
        ...live,
        status: { conditions: [{ type: 'Ready', status: ready }] },
      })
      await client.patch(nodes, { namespace: '', name: 'a' }, { type: 'merge', patch: { spec: { taints } } })
      await pass()
    },
  }
}

describe('the pod garbage collector', () => {
  it('gives up the pods of a node that has been gone for a while', async () => {
    const { client, make, names, pass, transport } = await open()
    await make('one')
    await make('done', { phase: 'Succeeded' })
    await client.delete(nodes, { namespace: '', name: 'a' })
    await pass(39_000)
    expect(await names()).toEqual(['done', 'one'])
    await pass(1000)
    expect(await names()).toEqual([])
    const failed = transport.writes.filter(({ path }) => path.endsWith('/one/status')).at(-1)?.body as Pod
    expect(failed.status).toMatchObject({
      phase: 'Failed',
      conditions: [
        { type: 'DisruptionTarget', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' },
      ],
    })
  })

  it('keeps the pods of a node that comes back in time', async () => {
    const { client, make, names, pass } = await open()
    await make('one')
    await client.delete(nodes, { namespace: '', name: 'a' })
    await pass(30_000)
    await client.create(nodes, { metadata: { name: 'a' }, spec: {} })
    await pass(60_000)
    expect(await names()).toEqual(['one'])
  })

  it('deletes the oldest of too many pods that ended, evicted ones first', async () => {
    const { make, names } = await open(2)
    await make('running')
    await make('a', { phase: 'Succeeded' })
    await make('b', { phase: 'Failed' })
    await make('c', { phase: 'Failed', reason: 'Evicted' })
    expect(await names()).toEqual(['a', 'b', 'running'])
    await make('d', { phase: 'Succeeded' })
    expect(await names()).toEqual(['b', 'd', 'running'])
  })

  it('ends deletions on a node that is out of service, only while it is not ready', async () => {
    const { client, make, names, pass, setNode } = await open()
    const pod = await make('one')
    await make('staying')
    await client.delete(pods, keyOf(pod))
    await pass()
    const taint = { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }
    await setNode([taint], 'True')
    expect(await names()).toEqual(['one', 'staying'])
    await setNode([taint], 'False')
    expect(await names()).toEqual(['staying'])
  })
})
