import { controllerRevisions, type DaemonSet, type DaemonSetSpec, daemonSets } from '@knarr/api/apps/v1'
import { type Node, nodes, type Pod, pods, type Taint } from '@knarr/api/core/v1'
import { controllerRef } from '@knarr/controller'
import { type Draft, keyOf } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { fakeKubelet } from '../testing/fake-kubelet.ts'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { targetNodeOf } from './daemon-pod.ts'
import { daemonSetController } from './daemonset-controller.ts'

const key = { namespace, name: 'agent' }
const selector = { matchLabels: { app: 'agent' } }
const template = (image = 'agent:1') => ({
  metadata: { labels: { app: 'agent' } },
  spec: { containers: [{ name: 'main', image }] },
})

function nodeOf(
  name: string,
  traits: { labels?: Record<string, string>; taints?: Taint[] } = {},
): Draft<Node> {
  return {
    metadata: { name, labels: traits.labels ?? {} },
    spec: traits.taints ? { taints: traits.taints } : {},
  }
}

async function open(names: readonly string[], spec: Partial<DaemonSetSpec> = {}) {
  const world = openControllers()
  const { client, pass } = world
  for (const name of names) await client.create(nodes, nodeOf(name))
  const rollingUpdate = { maxUnavailable: 1, maxSurge: 0 }
  const set = await client.create(daemonSets, {
    metadata: { name: 'agent', namespace },
    spec: {
      ...{ selector, template: template(), revisionHistoryLimit: 10 },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate },
      ...spec,
    },
  })
  await world.run(daemonSetController, () => fakeKubelet())
  const all = async () => (await client.list(pods, { namespace })).items
  const read = (): Promise<DaemonSet> => client.get(daemonSets, key)
  return {
    ...{ ...world, set, all, read },
    targets: async () => (await all()).map(targetNodeOf).toSorted(),
    images: async () =>
      (await all()).map((pod) => `${targetNodeOf(pod)} ${pod.spec.containers[0]?.image}`).toSorted(),
    revisions: async () => (await client.list(controllerRevisions, { namespace })).items,
    async change(patch: object) {
      await client.patch(daemonSets, key, { type: 'merge', patch: { spec: patch } })
      await pass()
    },
    async setNode(name: string, traits: Parameters<typeof nodeOf>[1]) {
      const live = await client.get(nodes, { namespace: '', name })
      const { metadata, spec } = nodeOf(name, traits)
      await client.update(nodes, {
        ...live,
        metadata: { ...live.metadata, ...metadata },
        spec: spec as Node['spec'],
      })
      await pass()
    },
    async end(pod: Pod | undefined, phase: string) {
      const live = await client.get(pods, keyOf(pod as Pod))
      await client.updateStatus(pods, { ...live, status: { phase } })
      await pass()
    },
  }
}

describe('the daemonset controller', () => {
  it('pins a pod to every node, tolerates what befalls nodes, and says how it stands', async () => {
    const { set, all, read, targets, pass, revisions } = await open(['a', 'b'])
    expect(await targets()).toEqual(['a', 'b'])
    const [pod] = (await all()) as [Pod]
    const [revision] = await revisions()
    const hash = revision?.metadata.labels?.['controller-revision-hash']
    expect(pod.metadata).toMatchObject({
      labels: { app: 'agent', 'controller-revision-hash': hash },
      ownerReferences: [controllerRef(set, daemonSets)],
    })
    expect(pod.spec.tolerations?.map(({ key: name, effect }) => `${name}:${effect}`)).toEqual([
      'node.kubernetes.io/not-ready:NoExecute',
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/memory-pressure:NoSchedule',
      'node.kubernetes.io/pid-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ])
    await pass(1000)
    expect((await read()).status).toEqual({
      ...{
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        numberMisscheduled: 0,
      },
      ...{ numberReady: 2, numberAvailable: 2, updatedNumberScheduled: 2 },
    })
  })

  it('keeps a revision that puts the template back', async () => {
    const { revisions, set } = await open(['a'])
    const [revision] = await revisions()
    expect(revision).toMatchObject({
      metadata: {
        name: expect.stringMatching(/^agent-[a-z0-9]+$/),
        ownerReferences: [controllerRef(set, daemonSets)],
      },
      data: { spec: { template: { ...template(), $patch: 'replace' } } },
      revision: 1,
    })
  })

  it('follows nodes that come and go', async () => {
    const { client, targets, pass } = await open(['a'])
    await client.create(nodes, nodeOf('b'))
    await pass()
    expect(await targets()).toEqual(['a', 'b'])
    await client.delete(nodes, { namespace: '', name: 'b' })
    await pass()
    expect(await targets()).toEqual(['a'])
  })

  it('follows the labels its node selector names', async () => {
    const { targets, setNode, read } = await open(['a', 'b'], {
      template: { ...template(), spec: { ...template().spec, nodeSelector: { color: 'blue' } } },
    })
    expect(await targets()).toEqual([])
    await setNode('b', { labels: { color: 'blue' } })
    expect(await targets()).toEqual(['b'])
    expect((await read()).status).toMatchObject({ desiredNumberScheduled: 1 })
    await setNode('b', { labels: { color: 'green' } })
    expect(await targets()).toEqual([])
  })

  it('keeps off tainted nodes, stays through NoSchedule, and leaves on NoExecute', async () => {
    const { targets, setNode, read } = await open(['a', 'b'])
    await setNode('a', { taints: [{ key: 'x', effect: 'NoSchedule' }] })
    expect(await targets()).toEqual(['a', 'b'])
    expect((await read()).status).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 })
    await setNode('b', { taints: [{ key: 'x', effect: 'NoExecute' }] })
    expect(await targets()).toEqual(['a'])
  })

  it('makes a deleted pod anew, and replaces one that ended', async () => {
    const { client, all, targets, end, pass, events } = await open(['a'])
    const [pod] = (await all()) as [Pod]
    await client.delete(pods, keyOf(pod))
    await pass()
    const [second] = (await all()) as [Pod]
    expect(second.metadata.uid).not.toBe(pod.metadata.uid)
    await end(second, 'Failed')
    expect(await targets()).toEqual(['a'])
    expect((await all())[0]?.metadata.uid).not.toBe(second.metadata.uid)
    const { name } = second.metadata
    expect(events.map(({ text }) => text)).toContain(
      `Warning FailedDaemonPod Found failed daemon pod shop/${name} on node a, will try to kill it`,
    )
  })

  it('waits before it replaces a pod that failed again', async () => {
    const { all, end, pass } = await open(['a'])
    await end((await all())[0], 'Failed')
    const [second] = (await all()) as [Pod]
    await end(second, 'Failed')
    expect((await all())[0]?.metadata.uid).toBe(second.metadata.uid)
    await pass(1000)
    expect((await all())[0]?.metadata.uid).not.toBe(second.metadata.uid)
  })

  it('rolls out one by one, and keeps what ran before as a revision', async () => {
    const { change, images, pass, revisions, read } = await open(['a', 'b', 'c'])
    await pass(1000)
    await change({ template: template('agent:2') })
    const seen = [await images()]
    for (let step = 0; step < 2; step++) {
      await pass(1000)
      seen.push(await images())
    }
    expect(seen).toEqual([
      ['a agent:2', 'b agent:1', 'c agent:1'],
      ['a agent:2', 'b agent:2', 'c agent:1'],
      ['a agent:2', 'b agent:2', 'c agent:2'],
    ])
    await pass(1000)
    expect((await revisions()).map(({ revision }) => revision).toSorted()).toEqual([1, 2])
    expect((await read()).status).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 })
  })

  it('goes back without touching healthy pods, to the old revision with a new number', async () => {
    const { change, images, all, pass, revisions } = await open(['a', 'b'])
    await pass(1000)
    const before = new Set((await all()).map(({ metadata }) => metadata.uid))
    await change({ template: template('broken:2') })
    await pass(5000)
    expect(await images()).toEqual(['a broken:2', 'b agent:1'])
    await change({ template: template() })
    await pass(5000)
    expect(await images()).toEqual(['a agent:1', 'b agent:1'])
    expect((await all()).filter(({ metadata }) => before.has(metadata.uid))).toHaveLength(1)
    expect((await revisions()).map(({ revision }) => revision).toSorted()).toEqual([2, 3])
  })

  it('surges: the old pod goes once the new one is available', async () => {
    const { change, images, pass } = await open(['a', 'b'], {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    })
    await pass(1000)
    await change({ template: template('agent:2') })
    expect(await images()).toEqual(['a agent:1', 'a agent:2', 'b agent:1'])
    await pass(1000)
    expect(await images()).toEqual(['a agent:2', 'b agent:1', 'b agent:2'])
    await pass(1000)
    expect(await images()).toEqual(['a agent:2', 'b agent:2'])
  })

  it('waits for a deletion, with OnDelete', async () => {
    const { change, images, client, all, pass } = await open(['a', 'b'], {
      updateStrategy: { type: 'OnDelete' },
    })
    await pass(1000)
    await change({ template: template('agent:2') })
    await pass(5000)
    expect(await images()).toEqual(['a agent:1', 'b agent:1'])
    const onA = (await all()).find((pod) => targetNodeOf(pod) === 'a') as Pod
    await client.delete(pods, keyOf(onA))
    await pass()
    expect(await images()).toEqual(['a agent:2', 'b agent:1'])
  })

  it('keeps only so many old revisions', async () => {
    const { change, pass, revisions } = await open(['a'], { revisionHistoryLimit: 2 })
    for (const version of [2, 3, 4, 5]) {
      await change({ template: template(`agent:${version}`) })
      await pass(3000)
    }
    expect((await revisions()).map(({ revision }) => revision).toSorted()).toEqual([3, 4, 5])
  })

  it('counts a name that is taken as a collision', async () => {
    const { change, pass, read, revisions, client, set } = await open(['a'])
    const [first] = await revisions()
    await client.update(controllerRevisions, {
      ...(first as NonNullable<typeof first>),
      data: { other: true },
    })
    await pass()
    expect((await read()).status?.collisionCount).toBe(1)
    expect(await revisions()).toHaveLength(2)
    await change({ template: template('agent:2') })
    expect(
      (await revisions()).every(({ metadata }) => metadata.ownerReferences?.[0]?.uid === set.metadata.uid),
    ).toBe(true)
  })

  it('warns of a selector that means every pod', async () => {
    const { events, all } = await open(['a'], { selector: {} })
    expect(await all()).toEqual([])
    expect(events[0]?.text).toBe(
      'Warning SelectingAll This daemon set is selecting all pods. A non-empty selector is required.',
    )
  })
})
