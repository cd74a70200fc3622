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
