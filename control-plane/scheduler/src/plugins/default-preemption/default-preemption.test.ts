import { pods } from '@knarr/api/core/v1'
import { podDisruptionBudgets } from '@knarr/api/policy/v1'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { SchedulerWorld } from '../../testing/scheduler-world.ts'

let world: SchedulerWorld
beforeEach(() => {
  world = new SchedulerWorld({ gracefulPods: true })
})
afterEach(() => world.stop())

const running = (name: string, nodeName: string, priority: number, cpu: string) =>
  podOf(name, { metadata: { labels: { app: name } }, spec: { nodeName, priority }, requests: { cpu } })

const important = (spec = {}) =>
  podOf('important', { spec: { priority: 100, ...spec }, requests: { cpu: '3' } })

async function names(which: (name: string) => Promise<boolean>, all: readonly string[]): Promise<string[]> {
  const found = await Promise.all(all.map(which))
  return all.filter((_name, i) => found[i])
}

const leaving = (...all: string[]) =>
  names(async (name) => Boolean((await world.pod(name)).metadata.deletionTimestamp), all)

it('evicts the least important pod that makes room, and takes its place once it is gone', async () => {
  await world.create(nodeOf('a'), running('one', 'a', 1, '1'), running('two', 'a', 2, '3'))
  await world.start()
  await world.create(important())
  expect(await leaving('one', 'two')).toEqual(['two'])
  expect((await world.pod('two')).status?.conditions).toMatchObject([
    { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' },
  ])
  const pod = await world.pod('important')
  expect(pod.status?.nominatedNodeName).toBe('a')
  expect(world.events).toContain(`Preempted: Preempted by pod ${pod.metadata.uid} on node a`)
  expect(world.events).toContain('FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.')
  await world.client.delete(pods, { namespace: 'default', name: 'two' }, { gracePeriodSeconds: 0 })
  await world.settle()
  expect(await world.nodeNameOf('important')).toBe('a')
})

it('keeps what is free on the node for the pod the rest is being made for', async () => {
  await world.create(nodeOf('a'), running('low', 'a', 1, '2'))
  await world.start()
  await world.create(important())
  const requests = { cpu: '2' }
  await world.create(podOf('late', { spec: { priority: 50 }, requests }))
  expect(await world.nodeNameOf('late')).toBeUndefined()
  await world.create(podOf('urgent', { spec: { priority: 200 }, requests }))
  expect(await world.nodeNameOf('urgent')).toBe('a')
})

it('takes the node whose victims are of the lowest priority', async () => {
  await world.create(
    nodeOf('a'),
    nodeOf('b'),
    running('higher', 'a', 20, '4'),
    running('lower', 'b', 10, '4'),
  )
  await world.start()
  await world.create(important())
  expect(await leaving('higher', 'lower')).toEqual(['lower'])
})

it('spares pods whose disruption budget is used up', async () => {
  await world.client.create(podDisruptionBudgets, {
    metadata: { name: 'guard', namespace: 'default' },
    spec: { selector: { matchLabels: { app: 'guarded' } } },
    status: { disruptionsAllowed: 0 },
  })
  await world.create(nodeOf('a'), running('guarded', 'a', 1, '2'), running('free', 'a', 5, '2'))
  await world.start()
  await world.create(podOf('important', { spec: { priority: 100 }, requests: { cpu: '2' } }))
  expect(await leaving('guarded', 'free')).toEqual(['free'])
})

it.each([
  [
    'a pod that must not preempt',
    { preemptionPolicy: 'Never' },
    'not eligible due to preemptionPolicy=Never.',
  ],
  [
    'a pod of no higher priority',
    { priority: 1 },
    '0/1 nodes are available: 1 No preemption victims found for incoming pod.',
  ],
])('evicts nobody for %s', async (_title, spec, message) => {
  await world.create(nodeOf('a'), running('low', 'a', 1, '4'))
  await world.start()
  await world.create(important(spec))
  expect(await leaving('low')).toEqual([])
  expect(world.events).toEqual([
    `FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. preemption: ${message}`,
  ])
})
