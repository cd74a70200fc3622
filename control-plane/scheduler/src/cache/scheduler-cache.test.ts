import type { Node, Pod } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../testing/objects.ts'
import { podInfoOf } from './pod-info.ts'
import { SchedulerCache } from './scheduler-cache.ts'

const node = (name: string, zone = '') =>
  nodeOf(name, { metadata: { labels: { 'topology.kubernetes.io/zone': zone } } }) as Node
const pod = (name: string, nodeName = '') =>
  podOf(name, { spec: { nodeName }, requests: { cpu: '1' } }) as Pod

const cpuOn = (cache: SchedulerCache, name: string) => cache.node(name)?.requested.cpu

it('counts a pod once, assumed and then confirmed', () => {
  const cache = new SchedulerCache()
  cache.setNode(node('a'))
  cache.assume(podInfoOf(pod('web')), 'a')
  expect(cpuOn(cache, 'a')).toBe(1000)
  cache.setPod(pod('web', 'a'))
  cache.forget('pod-web')
  expect(cpuOn(cache, 'a')).toBe(1000)
  cache.removePod('pod-web')
  expect(cpuOn(cache, 'a')).toBe(0)
})

it('moves a pod that turns out to be on another node', () => {
  const cache = new SchedulerCache()
  for (const name of ['a', 'b']) cache.setNode(node(name))
  cache.assume(podInfoOf(pod('web')), 'a')
  cache.setPod(pod('web', 'b'))
  expect([cpuOn(cache, 'a'), cpuOn(cache, 'b')]).toEqual([0, 1000])
})

it('counts pods that were there before their node', () => {
  const cache = new SchedulerCache()
  cache.setPod(pod('web', 'a'))
  cache.setNode(node('a'))
  expect(cpuOn(cache, 'a')).toBe(1000)
})

it('expires assumptions that were bound and never confirmed', () => {
  const cache = new SchedulerCache({ assumedTtlMs: 1_000 })
  cache.setNode(node('a'))
  for (const name of ['bound', 'binding']) cache.assume(podInfoOf(pod(name)), 'a')
  cache.finishBinding('pod-bound', 0)
  cache.expireAssumed(999)
  expect(cpuOn(cache, 'a')).toBe(2000)
  cache.expireAssumed(1_000)
  expect(cpuOn(cache, 'a')).toBe(1000)
})

it('lists nodes of each zone in turn', () => {
  const cache = new SchedulerCache()
  for (const [name, zone] of ['a1 a', 'a2 a', 'a3 a', 'b1 b'].map((text) => text.split(' ')))
    cache.setNode(node(name ?? '', zone))
  expect(cache.nodes.map(({ name }) => name)).toEqual(['a1', 'b1', 'a2', 'a3'])
})
