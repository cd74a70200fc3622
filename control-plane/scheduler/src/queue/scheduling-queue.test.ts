import type { Pod } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { beforeEach, expect, it } from 'vitest'
import { type PodInfo, podInfoOf } from '../cache/pod-info.ts'
import type { ClusterEvent } from '../framework/cluster-event.ts'
import type { Plugin } from '../framework/plugin.ts'
import { prioritySort } from '../plugins/priority-sort/priority-sort.ts'
import { podOf } from '../testing/objects.ts'
import type { QueuedPod } from './queued-pod.ts'
import { SchedulingQueue } from './scheduling-queue.ts'

const fit: Plugin = { name: 'Fit', events: [{ on: ['nodeAdd'] }] }
const deaf: Plugin = { name: 'Deaf', events: [] }
const nodeAdd: ClusterEvent = { kinds: ['nodeAdd'] }

let clock: VirtualClock
let queue: SchedulingQueue
let gates: Set<string>
beforeEach(() => {
  clock = new VirtualClock()
  gates = new Set()
  queue = new SchedulingQueue({
    clock,
    less: (a, b) => prioritySort.queueSort?.(a, b) ?? false,
    plugins: new Map([fit, deaf].map((plugin) => [plugin.name, plugin])),
    gate: ({ pod }) => (gates.has(pod.metadata.name) ? 'Fit' : undefined),
  })
})

const infoOf = (name: string, priority = 0): PodInfo => podInfoOf(podOf(name, { spec: { priority } }) as Pod)

async function take(): Promise<QueuedPod> {
  const queued = await queue.next()
  if (!queued) throw new Error('the queue is closed')
  return queued
}

it('hands out pods by priority, then by time', async () => {
  queue.add(infoOf('first'))
  await clock.advance(1)
  queue.add(infoOf('second'))
  queue.add(infoOf('urgent', 10))
  const order = [await take(), await take(), await take()].map(({ info }) => info.pod.metadata.name)
  expect(order).toEqual(['urgent', 'first', 'second'])
})

it('waits for a pod when there is none', async () => {
  const next = queue.next()
  queue.add(infoOf('late'))
  expect((await next)?.info.pod.metadata.name).toBe('late')
})

it('resolves with nothing once it is closed', async () => {
  const next = queue.next()
  queue.close()
  expect(await next).toBeUndefined()
  expect(await queue.next()).toBeUndefined()
  expect(clock.armed).toBe(0)
})

it('lets a rejected pod wait for an event its plugin cares about', async () => {
  queue.add(infoOf('web'))
  queue.addUnschedulable(await take(), new Set(['Fit']))
  queue.moveAll({ kinds: ['assignedPodDelete'] })
  expect(queue.pending).toEqual({ active: 0, backoff: 0, unschedulable: 1, gated: 0 })
  queue.moveAll(nodeAdd)
  expect(queue.hasNext).toBe(true)
})

it('does not miss an event that comes while the pod is being tried', async () => {
  queue.add(infoOf('web'))
  const queued = await take()
  queue.moveAll(nodeAdd)
  queue.addUnschedulable(queued, new Set(['Fit']))
  expect(queue.pending.unschedulable).toBe(0)
})

it('forgets events from before an attempt', async () => {
  queue.add(infoOf('web'))
  queue.add(infoOf('other'))
  const web = await take()
  queue.moveAll(nodeAdd)
  const other = await take()
  queue.done(web.info.uid)
  queue.addUnschedulable(other, new Set(['Fit']))
  expect(queue.pending.unschedulable).toBe(1)
})

it('backs off after errors, twice as long each time up to ten seconds', async () => {
  queue.add(infoOf('web'))
  const waits: number[] = []
  for (let attempt = 0; attempt < 6; attempt++) {
    queue.retry(await take())
    const start = clock.now()
    while (!queue.hasNext) await clock.advance(100)
    waits.push(clock.now() - start)
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
})

it('tries a pod in backoff early when there is nothing else to try', async () => {
  queue.add(infoOf('web'))
  queue.addUnschedulable(await take(), new Set(['Fit']))
  queue.moveAll(nodeAdd)
  expect(queue.pending.backoff).toBe(1)
  expect((await take()).attempts).toBe(2)
})

it('tries a pod again after five minutes whatever happened', async () => {
  queue.add(infoOf('web'))
  queue.addUnschedulable(await take(), new Set(['Deaf']))
  await clock.advance(5 * 60_000)
  expect(queue.hasNext).toBe(false)
  await clock.advance(30_000)
  expect(queue.hasNext).toBe(true)
})

it('holds a gated pod back until its plugin hears of something', async () => {
  gates.add('web')
  queue.add(infoOf('web'))
  expect(queue.pending.gated).toBe(1)
  gates.clear()
  queue.moveAll(nodeAdd)
  expect(queue.pending).toMatchObject({ active: 1, gated: 0 })
})

it('drops a removed pod wherever it is', async () => {
  queue.add(infoOf('active'))
  queue.remove(infoOf('active').uid)
  queue.add(infoOf('web'))
  queue.addUnschedulable(await take(), new Set(['Fit']))
  queue.remove(infoOf('web').uid)
  expect(queue.pending).toEqual({ active: 0, backoff: 0, unschedulable: 0, gated: 0 })
})
