import { controllerRevisions, type StatefulSet, type StatefulSetSpec, statefulSets } from '@knarr/api/apps/v1'
import { type PersistentVolumeClaim, type Pod, persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { controllerRef } from '@knarr/controller'
import { describe, expect, it } from 'vitest'
import { fakeKubelet } from '../testing/fake-kubelet.ts'
import { makeReady, namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { statefulSetController } from './statefulset-controller.ts'

const key = { namespace, name: 'web' }
const template = (image = 'web:1') => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image }] },
})
const claimTemplate = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'] },
} as PersistentVolumeClaim
const rolling = (rollingUpdate: object) => ({ type: 'RollingUpdate', rollingUpdate })

async function open(
  replicas: number,
  spec: Partial<StatefulSetSpec> = {},
  options: { kubelet?: boolean } = {},
) {
  const world = openControllers()
  const { client, pass, clock } = world
  const set = await client.create(statefulSets, {
    metadata: { name: 'web', namespace },
    spec: {
      ...{ replicas, serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template: template() },
      ...{ podManagementPolicy: 'OrderedReady', updateStrategy: rolling({ partition: 0 }) },
      ...spec,
    },
  })
  const kubelet = options.kubelet === false ? [] : [() => fakeKubelet()]
  await world.run(statefulSetController, ...kubelet)
  const all = async () =>
    (await client.list(pods, { namespace })).items.toSorted((a, b) =>
      a.metadata.name < b.metadata.name ? -1 : 1,
    )
  const read = (): Promise<StatefulSet> => client.get(statefulSets, key)
  return {
    ...{ ...world, set, all, read },
    names: async () => (await all()).map(({ metadata }) => metadata.name),
    images: async () =>
      (await all()).map(({ metadata, spec: { containers } }) => `${metadata.name} ${containers[0]?.image}`),
    pod: (name: string) => client.get(pods, { namespace, name }),
    claims: async () => (await client.list(persistentVolumeClaims, { namespace })).items,
    async change(patch: object) {
      await client.patch(statefulSets, key, { type: 'merge', patch: { spec: patch } })
      await pass()
    },
    async drop(name: string) {
      await client.delete(pods, { namespace, name })
      await pass()
    },
    async setReady(name: string, isReady: boolean) {
      await makeReady(client, clock, await client.get(pods, { namespace, name }), isReady)
      await pass()
    },
    async end(name: string, phase: string) {
      const live = await client.get(pods, { namespace, name })
      await client.updateStatus(pods, { ...live, status: { phase } })
      await pass()
    },
    texts: () => world.events.map(({ text }) => text),
  }
}

describe('the statefulset controller', () => {
  it('makes pods one after the other, each once the one before is ready', async () => {
    const { names, pass, read, texts } = await open(3)
    const seen = [await names()]
    for (let step = 0; step < 2; step++) {
      await pass(1000)
      seen.push(await names())
    }
    expect(seen).toEqual([['web-0'], ['web-0', 'web-1'], ['web-0', 'web-1', 'web-2']])
    await pass(1000)
    const { status } = await read()
    expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3, currentReplicas: 3 })
    expect(status?.currentRevision).toBe(status?.updateRevision)
    expect(texts()[0]).toBe('Normal SuccessfulCreate create Pod web-0 in StatefulSet web successful')
  })

  it('gives each pod a lasting identity', async () => {
    const { set, pod, read } = await open(1)
    const { metadata, spec } = await pod('web-0')
    expect(metadata.labels).toEqual({
      app: 'web',
      'apps.kubernetes.io/pod-index': '0',
      'controller-revision-hash': (await read()).status?.updateRevision,
      'statefulset.kubernetes.io/pod-name': 'web-0',
    })
    expect(metadata.ownerReferences).toEqual([controllerRef(set, statefulSets)])
    expect(spec).toMatchObject({ hostname: 'web-0', subdomain: 'web' })
  })

  it('goes on only when nothing is unwell, up and down', async () => {
    const { names, setReady, change } = await open(2, {}, { kubelet: false })
    expect(await names()).toEqual(['web-0'])
    await setReady('web-0', true)
    expect(await names()).toEqual(['web-0', 'web-1'])
    await setReady('web-1', true)
    await setReady('web-0', false)
    await change({ replicas: 3 })
    expect(await names()).toEqual(['web-0', 'web-1'])
    await change({ replicas: 1 })
    expect(await names()).toEqual(['web-0', 'web-1'])
    await setReady('web-0', true)
    expect(await names()).toEqual(['web-0'])
  })

  it('waits until a pod was ready for long enough', async () => {
    const { names, pass } = await open(2, { minReadySeconds: 10 })
    await pass(10_000)
    expect(await names()).toEqual(['web-0'])
    await pass(11_000)
    expect(await names()).toEqual(['web-0', 'web-1'])
  })

  it('makes and takes away all at once, with Parallel', async () => {
    const { names, change } = await open(3, { podManagementPolicy: 'Parallel' }, { kubelet: false })
    expect(await names()).toEqual(['web-0', 'web-1', 'web-2'])
    await change({ replicas: 1 })
    expect(await names()).toEqual(['web-0'])
  })

  it('takes the highest ordinal away first, one by one', async () => {
    const { change, pass, texts } = await open(3)
    await pass(5000)
    await change({ replicas: 1 })
    await pass(1000)
    expect(texts().filter((text) => text.includes('delete'))).toEqual([
      'Normal SuccessfulDelete delete Pod web-2 in StatefulSet web successful',
      'Normal SuccessfulDelete delete Pod web-1 in StatefulSet web successful',
    ])
  })

  it('counts from another ordinal', async () => {
    const { names, pass, change } = await open(2, { ordinals: { start: 5 } })
    await pass(5000)
    expect(await names()).toEqual(['web-5', 'web-6'])
    await change({ ordinals: { start: 6 } })
    await pass(5000)
    expect(await names()).toEqual(['web-6', 'web-7'])
  })

  it.each([
    ['Failed', 'Warning RecreatingFailedPod StatefulSet shop/web is recreating failed Pod web-0'],
    ['Succeeded', 'Normal RecreatingTerminatedPod StatefulSet shop/web is recreating terminated Pod web-0'],
  ])('makes a pod that %s anew under its name', async (phase, text) => {
    const { pod, end, texts } = await open(1)
    const { uid } = (await pod('web-0')).metadata
    await end('web-0', phase)
    expect((await pod('web-0')).metadata.uid).not.toBe(uid)
    expect(texts()).toContain(text)
  })

  it('takes no pod whose name it would not give', async () => {
    const { client, pass, names } = await open(1)
    await client.create(pods, podDraft('other-0'))
    await pass(1000)
    expect((await client.get(pods, { namespace, name: 'other-0' })).metadata.ownerReferences).toBeUndefined()
    expect(await names()).toContain('web-0')
  })

  it('puts back a label of a pod’s identity', async () => {
    const { client, pass, pod } = await open(1)
    await pass(1000)
    const label = 'statefulset.kubernetes.io/pod-name'
    const patch = { metadata: { labels: { [label]: null } } }
    await client.patch(pods, { namespace, name: 'web-0' }, { type: 'merge', patch })
    await pass()
    expect((await pod('web-0')).metadata.labels?.[label]).toBe('web-0')
  })
})

describe('a rolling update', () => {
  it('goes from the highest ordinal down, one by one, and then makes the new revision current', async () => {
    const { change, images, pass, read, client } = await open(3)
    await pass(5000)
    const { currentRevision } = (await read()).status ?? {}
    await change({ template: template('web:2') })
    const seen = [await images()]
    for (let step = 0; step < 2; step++) {
      await pass(1000)
      seen.push(await images())
    }
    expect(seen).toEqual([
      ['web-0 web:1', 'web-1 web:1', 'web-2 web:2'],
      ['web-0 web:1', 'web-1 web:2', 'web-2 web:2'],
      ['web-0 web:2', 'web-1 web:2', 'web-2 web:2'],
    ])
    expect((await read()).status?.currentRevision).toBe(currentRevision)
    await pass(1000)
    const { status } = await read()
    expect(status?.currentRevision).toBe(status?.updateRevision)
    expect(status).toMatchObject({ currentReplicas: 3, updatedReplicas: 3 })
    expect((await client.list(controllerRevisions, { namespace })).items).toHaveLength(2)
  })

  it('stops at its partition, and keeps the old revision below it', async () => {
    const { change, images, pass, drop } = await open(3, { updateStrategy: rolling({ partition: 2 }) })
    await pass(5000)
    await change({ template: template('web:2') })
    await pass(5000)
    const expected = ['web-0 web:1', 'web-1 web:1', 'web-2 web:2']
    expect(await images()).toEqual(expected)
    await drop('web-0')
    await drop('web-2')
    await pass(5000)
    expect(await images()).toEqual(expected)
    await change({ updateStrategy: rolling({ partition: 1 }) })
    await pass(5000)
    expect(await images()).toEqual(['web-0 web:1', 'web-1 web:2', 'web-2 web:2'])
  })

  it('replaces several at a time where that is allowed', async () => {
    const { change, images, pass } = await open(4, {
      podManagementPolicy: 'Parallel',
      updateStrategy: rolling({ partition: 0, maxUnavailable: 2 }),
    })
    await pass(5000)
    await change({ template: template('web:2') })
    expect(await images()).toEqual(['web-0 web:1', 'web-1 web:1', 'web-2 web:2', 'web-3 web:2'])
  })

  it('goes back to a revision by giving it the next number', async () => {
    const { change, images, pass, client } = await open(2)
    await pass(5000)
    await change({ template: template('web:2') })
    await pass(5000)
    await change({ template: template('web:1') })
    await pass(5000)
    expect(await images()).toEqual(['web-0 web:1', 'web-1 web:1'])
    const { items } = await client.list(controllerRevisions, { namespace })
    expect(items.map(({ revision }) => revision).toSorted()).toEqual([2, 3])
  })

  it('waits for deletions, with OnDelete', async () => {
    const { change, images, pass, drop } = await open(2, { updateStrategy: { type: 'OnDelete' } })
    await pass(5000)
    await change({ template: template('web:2') })
    await pass(5000)
    expect(await images()).toEqual(['web-0 web:1', 'web-1 web:1'])
    await drop('web-0')
    expect(await images()).toEqual(['web-0 web:2', 'web-1 web:1'])
  })
})

describe('volume claims', () => {
  const retention = (whenDeleted: string, whenScaled: string) => ({
    volumeClaimTemplates: [claimTemplate],
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
  })

  it('are made before the pod that mounts them, and stay when it goes', async () => {
    const { pod, claims, change, pass, texts } = await open(2, retention('Retain', 'Retain'))
    await pass(5000)
    const made = await claims()
    expect(made.map(({ metadata }) => metadata.name)).toEqual(['data-web-0', 'data-web-1'])
    expect(made[0]?.metadata.labels).toEqual({ app: 'web' })
    expect((await pod('web-1')).spec.volumes).toEqual([
      { name: 'data', persistentVolumeClaim: { claimName: 'data-web-1', readOnly: false } },
    ])
    expect(texts()[0]).toBe(
      'Normal SuccessfulCreate create Claim data-web-0 Pod web-0 in StatefulSet web success',
    )
    await change({ replicas: 0 })
    await pass(5000)
    expect((await claims()).map(({ metadata }) => metadata.ownerReferences ?? [])).toEqual([[], []])
  })

  it('go with the set where they are to be deleted with it', async () => {
    const { set, claims, pass } = await open(1, retention('Delete', 'Retain'))
    await pass(5000)
    expect((await claims())[0]?.metadata.ownerReferences).toEqual([controllerRef(set, statefulSets)])
  })

  it('go with a pod that is one too many', async () => {
    const { claims, change, pass, pod } = await open(2, retention('Retain', 'Delete'))
    await pass(5000)
    const surplus: Pod = await pod('web-1')
    await change({ replicas: 1 })
    await pass(1000)
    const owners = (await claims()).map(({ metadata }) => metadata.ownerReferences ?? [])
    expect(owners).toEqual([[], [controllerRef(surplus, pods)]])
  })

  it('of a pod that was one too many are to be gone before it is made again', async () => {
    const { client, change, pass, names } = await open(2, retention('Retain', 'Delete'))
    await pass(5000)
    await change({ replicas: 1 })
    await pass(1000)
    await change({ replicas: 2 })
    expect(await names()).toEqual(['web-0'])
    await client.delete(persistentVolumeClaims, { namespace, name: 'data-web-1' })
    await pass()
    expect(await names()).toEqual(['web-0', 'web-1'])
  })
})
