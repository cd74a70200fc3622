import { nodes, pods } from '@knarr/api/core/v1'
import { MetricsRegistry } from '@knarr/component'
import { StatusError } from '@knarr/machinery'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defaultProfile } from './plugins/order.ts'
import { nodeOf, podOf } from './testing/objects.ts'
import { SchedulerWorld } from './testing/scheduler-world.ts'

let world: SchedulerWorld
beforeEach(() => {
  world = new SchedulerWorld()
})
afterEach(() => world.stop())

it('binds a pod to the node with room for it and says so', async () => {
  await world.create(nodeOf('small', { status: { allocatable: { cpu: '1' } } }), nodeOf('large'))
  const scheduler = await world.start()
  await world.create(podOf('web', { requests: { cpu: '2' } }))
  expect(await world.nodeNameOf('web')).toBe('large')
  expect(world.events).toEqual(['Scheduled: Successfully assigned default/web to large'])
  expect(scheduler.isIdle).toBe(true)
})

it('posts the binding to the pod, with its uid', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  await world.create(podOf('web'))
  const { uid } = (await world.pod('web')).metadata
  const binding = world.transport.writes.find(({ path }) => path.endsWith('/pods/web/binding'))
  expect(binding?.body).toMatchObject({ metadata: { uid }, target: { kind: 'Node', name: 'a' } })
})

it('tells why a pod fits nowhere, and schedules it when a node appears', async () => {
  const taints = [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }]
  await world.create(nodeOf('a'), nodeOf('b'), nodeOf('c', { spec: { taints } }))
  await world.start()
  await world.create(podOf('big', { requests: { cpu: '6' } }))
  const message =
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
    'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'
  expect(world.events).toEqual([`FailedScheduling: ${message}`])
  expect((await world.pod('big')).status?.conditions).toMatchObject([
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
  ])
  await world.create(nodeOf('d', { status: { allocatable: { cpu: '8' } } }))
  expect(await world.nodeNameOf('big')).toBe('d')
})

it('waits for a first node', async () => {
  await world.start()
  await world.create(podOf('web'))
  expect(world.events).toEqual(['FailedScheduling: no nodes available to schedule pods'])
  await world.create(nodeOf('a'))
  expect(await world.nodeNameOf('web')).toBe('a')
})

it('counts pods whose binding is still under way', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  const release = Promise.withResolvers<void>()
  world.transport.intercept(({ path }) => (path.endsWith('/binding') ? release.promise : undefined))
  const requests = { cpu: '3' }
  await world.create(podOf('one', { requests }), podOf('two', { requests }))
  release.resolve()
  await world.settle()
  expect(await world.nodeNameOf('one')).toBe('a')
  expect(await world.nodeNameOf('two')).toBeUndefined()
})

it('tries again with a backoff when a binding fails, and gives the room back meanwhile', async () => {
  await world.create(nodeOf('a'))
  const scheduler = await world.start()
  const stop = world.transport.intercept(({ path }) => {
    if (path.endsWith('/binding'))
      throw new StatusError({ reason: 'InternalError', code: 500, message: 'no' })
  })
  await world.create(podOf('web', { requests: { cpu: '3' } }))
  expect(world.events).toEqual(['FailedScheduling: no'])
  expect(scheduler.isIdle).toBe(true)
  stop()
  await world.create(podOf('other', { requests: { cpu: '3' } }))
  expect(await world.nodeNameOf('other')).toBe('a')
  await world.client.delete(pods, { namespace: 'default', name: 'other' })
  await world.advance(1_000)
  expect(await world.nodeNameOf('web')).toBe('a')
})

it('leaves a pod alone while it has scheduling gates', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  await world.create(podOf('gated', { spec: { schedulingGates: [{ name: 'wait' }] } }))
  expect(await world.nodeNameOf('gated')).toBeUndefined()
  expect(world.events).toEqual([])
  const pod = await world.pod('gated')
  await world.client.update(pods, { ...pod, spec: { ...pod.spec, schedulingGates: [] } })
  await world.settle()
  expect(await world.nodeNameOf('gated')).toBe('a')
})

it('gives room to the pod of higher priority first', async () => {
  await world.create(
    podOf('low', { spec: { priority: 1 }, requests: { cpu: '3' } }),
    podOf('high', { spec: { priority: 9 }, requests: { cpu: '3' } }),
    nodeOf('a'),
  )
  await world.start()
  expect(await world.nodeNameOf('high')).toBe('a')
  expect(await world.nodeNameOf('low')).toBeUndefined()
})

it('schedules a waiting pod when another one ends or goes', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  const requests = { cpu: '3' }
  await world.create(podOf('one', { requests }), podOf('two', { requests }), podOf('three', { requests }))
  const one = await world.pod('one')
  await world.client.updateStatus(pods, { ...one, status: { phase: 'Succeeded' } })
  await world.settle()
  expect(await world.nodeNameOf('two')).toBe('a')
  await world.client.delete(pods, { namespace: 'default', name: 'two' })
  await world.settle()
  expect(await world.nodeNameOf('three')).toBe('a')
})

it('is not woken by changes that cannot help', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  await world.create(podOf('big', { requests: { cpu: '6' } }))
  const node = await world.client.get(nodes, { namespace: '', name: 'a' })
  const metadata = { ...node.metadata, labels: { ...node.metadata.labels, color: 'red' } }
  await world.client.update(nodes, { ...node, metadata })
  await world.advance(60_000)
  expect(world.events).toHaveLength(1)
})

it('schedules by the profile a pod names and ignores pods of other schedulers', async () => {
  await world.create(nodeOf('a'))
  await world.start({ profiles: [defaultProfile, { ...defaultProfile, schedulerName: 'mine' }] })
  await world.create(
    podOf('ours', { spec: { schedulerName: 'mine' } }),
    podOf('theirs', { spec: { schedulerName: 'another' } }),
  )
  expect(await world.nodeNameOf('ours')).toBe('a')
  expect(await world.nodeNameOf('theirs')).toBeUndefined()
})

it('counts attempts and pending pods', async () => {
  const metrics = new MetricsRegistry()
  await world.create(nodeOf('a'))
  await world.start({ metrics })
  await world.create(podOf('web'), podOf('big', { requests: { cpu: '6' } }))
  const text = metrics.text()
  expect(text).toContain(
    'scheduler_schedule_attempts_total{result="scheduled",profile="default-scheduler"} 1',
  )
  expect(text).toContain('scheduler_pending_pods{queue="unschedulable"} 1')
})

it('never gives out more than there is, however many pods come at once', async () => {
  await world.createAll(['a', 'b', 'c'].map((name) => nodeOf(name)))
  await world.start()
  // Three nodes of 4 CPUs: room for four 1-CPU pods on each.
  await world.createAll(Array.from({ length: 40 }, (_, i) => podOf(`web-${i}`, { requests: { cpu: '1' } })))
  for (let round = 0; round < 5; round++) await world.settle()
  const perNode: Record<string, number> = {}
  for (const { spec } of (await world.client.list(pods, {})).items)
    perNode[spec.nodeName ?? 'none'] = (perNode[spec.nodeName ?? 'none'] ?? 0) + 1
  expect(perNode).toEqual({ a: 4, b: 4, c: 4, none: 28 })
})

it('does not use a node that was deleted, and counts its pods when it comes back', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  await world.create(podOf('one', { requests: { cpu: '3' } }))
  await world.client.delete(nodes, { namespace: '', name: 'a' })
  await world.create(podOf('two', { requests: { cpu: '3' } }))
  expect(world.events.at(-1)).toBe('FailedScheduling: no nodes available to schedule pods')
  await world.create(nodeOf('a'))
  expect(await world.nodeNameOf('two')).toBeUndefined()
  await world.client.delete(pods, { namespace: 'default', name: 'one' })
  await world.advance(10_000)
  expect(await world.nodeNameOf('two')).toBe('a')
})

it('lets whoever bound the pod first have it, and gives the room back', async () => {
  await world.create(nodeOf('a'), nodeOf('b', { spec: { unschedulable: true } }))
  const scheduler = await world.start()
  let isRival = false
  const stop = world.transport.intercept(async ({ path }) => {
    if (!path.endsWith('/pods/web/binding') || isRival) return
    isRival = true
    const web = await world.pod('web')
    const { name, namespace = '', uid } = web.metadata
    const binding = { metadata: { name, namespace, uid }, target: { kind: 'Node', name: 'b' } }
    await world.client.create(pods, binding as never, { subresource: 'binding' })
  })
  await world.create(podOf('web', { requests: { cpu: '3' } }))
  stop()
  await world.advance(10_000)
  expect(await world.nodeNameOf('web')).toBe('b')
  expect(world.events).toEqual([])
  expect(scheduler.isIdle).toBe(true)
  await world.create(podOf('other', { requests: { cpu: '3' } }))
  expect(await world.nodeNameOf('other')).toBe('a')
})

it('forgets a pod that is deleted while its binding is under way', async () => {
  await world.create(nodeOf('a'))
  const scheduler = await world.start()
  const release = Promise.withResolvers<void>()
  world.transport.intercept(({ path }) => (path.endsWith('/pods/web/binding') ? release.promise : undefined))
  await world.create(podOf('web', { requests: { cpu: '3' } }))
  await world.client.delete(pods, { namespace: 'default', name: 'web' })
  release.resolve()
  await world.create(podOf('other', { requests: { cpu: '3' } }))
  expect(await world.nodeNameOf('other')).toBe('a')
  expect(scheduler.isIdle).toBe(true)
})

it('tries a pod again when the empty zone it was kept for goes with its node', async () => {
  const zone = 'topology.kubernetes.io/zone'
  const inZone = (name: string, value: string, cpu: string) =>
    nodeOf(name, { metadata: { labels: { [zone]: value } }, status: { allocatable: { cpu } } })
  const labels = { app: 'web' }
  const constraint = { topologyKey: zone, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }
  const topologySpreadConstraints = [{ ...constraint, labelSelector: { matchLabels: labels } }]
  const web = (name: string) =>
    podOf(name, { metadata: { labels }, spec: { topologySpreadConstraints }, requests: { cpu: '1' } })
  await world.create(inZone('a', 'a', '4'), inZone('full', 'b', '0'))
  await world.start()
  await world.create(web('one'), web('two'))
  expect(await world.nodeNameOf('one')).toBe('a')
  expect(await world.nodeNameOf('two')).toBeUndefined()
  await world.client.delete(nodes, { namespace: '', name: 'full' })
  await world.advance(10_000)
  expect(await world.nodeNameOf('two')).toBe('a')
})

it('says nothing of a conflict it has not heard the cause of yet, and tries again', async () => {
  await world.create(nodeOf('a'))
  await world.start()
  const stop = world.transport.intercept(({ path }) => {
    if (path.endsWith('/binding'))
      throw new StatusError({ reason: 'Conflict', code: 409, message: 'changed' })
  })
  await world.create(podOf('web'))
  expect(world.events).toEqual([])
  expect(await world.nodeNameOf('web')).toBeUndefined()
  stop()
  await world.advance(1_000)
  expect(await world.nodeNameOf('web')).toBe('a')
})
