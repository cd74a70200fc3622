import type { Node, Pod } from '@knarr/api/core/v1'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../testing/objects.ts'
import { NodeInfo } from './node-info.ts'
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

const uids = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']
const nodeNames = ['a', 'b', 'c']
const step = fc.record({
  do: fc.constantFrom('setNode', 'removeNode', 'setPod', 'removePod', 'assume', 'forget'),
  pod: fc.constantFrom(...uids),
  node: fc.constantFrom(...nodeNames),
  cpu: fc.nat(4),
})

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** The plainest cache: which pods are where, and nothing kept that can be computed. */
class CacheModel {
  readonly nodes = new Set<string>()
  readonly placed = new Map<string, { node: string; pod: Pod }>()
  readonly assumed = new Set<string>()

  onNode(name: string): Pod[] {
    return [...this.placed.values()].filter(({ node }) => node === name).map(({ pod }) => pod)
  }
}

/** A pod whose requests, ports and affinity all depend on `cpu`, so that versions of it differ. */
function varied(name: string, cpu: number, nodeName = ''): Pod {
  const resources = { requests: { cpu: `${cpu}`, memory: `${cpu}Mi`, 'example.com/gpu': `${cpu}` } }
  const ports = cpu % 2 ? [{ containerPort: 80, hostPort: 8000 + cpu }] : []
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: {} }
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
  const containers = [{ name: 'main', image: 'app', resources, ports }]
  return podOf(name, { spec: { nodeName, containers, ...(cpu > 2 ? { affinity } : {}) } }) as Pod
}

function apply(cache: SchedulerCache, model: CacheModel, change: Step) {
  const { node: name, cpu } = change
  const uid = `pod-${change.pod}`
  const drop = () => {
    model.placed.delete(uid)
    model.assumed.delete(uid)
  }
  const steps: Record<string, () => void> = {
    setNode: () => {
      cache.setNode(node(name))
      model.nodes.add(name)
    },
    removeNode: () => {
      cache.removeNode(name)
      model.nodes.delete(name)
    },
    setPod: () => {
      const pod = varied(change.pod, cpu, name)
      cache.setPod(pod)
      drop()
      model.placed.set(uid, { node: name, pod })
    },
    removePod: () => {
      cache.removePod(uid)
      drop()
    },
    assume: () => {
      if (model.placed.has(uid)) return
      const pod = varied(change.pod, cpu)
      cache.assume(podInfoOf(pod), name)
      model.placed.set(uid, { node: name, pod })
      model.assumed.add(uid)
    },
    forget: () => {
      cache.forget(uid)
      if (model.assumed.has(uid)) drop()
    },
  }
  steps[change.do]?.()
}

it('always has what counting everything anew would give', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (changes) => {
      const cache = new SchedulerCache()
      const model = new CacheModel()
      for (const change of changes) {
        apply(cache, model, change)
        expect(cache.nodes.map(({ name }) => name).sort()).toEqual([...model.nodes].sort())
        for (const name of model.nodes)
          expectSame(cache.node(name) as NodeInfo, freshNode(name, model.onNode(name)))
        for (const kind of ['nodesWithAffinity', 'nodesWithRequiredAntiAffinity'] as const) {
          const picky = [...model.nodes].filter((name) =>
            model.onNode(name).some(({ spec }) => spec.affinity),
          )
          expect([...cache[kind]].map(({ name }) => name).sort()).toEqual(picky.sort())
        }
        for (const name of uids) expect(cache.isAssumed(`pod-${name}`)).toBe(model.assumed.has(`pod-${name}`))
      }
    }),
  )
})

function freshNode(name: string, pods: readonly Pod[]): NodeInfo {
  const info = new NodeInfo(node(name))
  for (const pod of pods) info.add(podInfoOf(pod))
  return info
}

function expectSame(actual: NodeInfo, fresh: NodeInfo): void {
  const summary = ({ pods, requested, nonZero, usedPorts }: NodeInfo) => ({
    pods: [...pods.keys()].sort(),
    requested: { ...requested, scalar: requested.scalar.get('example.com/gpu') ?? 0 },
    nonZero: { ...nonZero },
    ports: [...usedPorts.values()]
      .flat()
      .map(({ port, ip }) => `${ip}:${port}`)
      .sort(),
  })
  expect(summary(actual)).toEqual(summary(fresh))
}
