import type { TopologySpreadConstraint } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { podTopologySpread } from './pod-topology-spread.ts'

const zone = 'topology.kubernetes.io/zone'
const skewed = "node(s) didn't match pod topology spread constraints"
const inZone = (name: string, value: string, spec = {}) =>
  nodeOf(name, { metadata: { labels: { [zone]: value } }, spec })
const nodes = [inZone('a1', 'a'), inZone('a2', 'a'), inZone('b1', 'b')]
const labels = { app: 'web' }
const on = (nodeName: string, name = `on-${nodeName}`) =>
  podOf(name, { metadata: { labels }, spec: { nodeName } })

function spread(constraint: Partial<TopologySpreadConstraint> = {}, spec = {}) {
  const base = {
    topologyKey: zone,
    maxSkew: 1,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: labels },
  }
  return podOf('web', {
    metadata: { labels },
    spec: { topologySpreadConstraints: [{ ...base, ...constraint }], ...spec },
  })
}

it('keeps zones within the skew', () => {
  const cluster = new PluginCluster(nodes, [on('a1')])
  expect(cluster.filter(podTopologySpread, spread())).toEqual({ a1: skewed, a2: skewed, b1: '' })
  expect(cluster.filter(podTopologySpread, spread({ maxSkew: 2 }))).toEqual({ a1: '', a2: '', b1: '' })
})

it('leaves out nodes without the label', () => {
  const cluster = new PluginCluster([...nodes, nodeOf('c')])
  expect(cluster.filter(podTopologySpread, spread()).c).toBe(`${skewed} (missing required label)`)
})

it('does not count terminating pods nor other namespaces', () => {
  const leaving = podOf('old', {
    metadata: { labels, deletionTimestamp: '2026-01-01T00:00:00Z' },
    spec: { nodeName: 'a1' },
  })
  const foreign = podOf('foreign', { metadata: { labels, namespace: 'other' }, spec: { nodeName: 'a2' } })
  const cluster = new PluginCluster(nodes, [leaving, foreign])
  expect(cluster.filter(podTopologySpread, spread())).toEqual({ a1: '', a2: '', b1: '' })
})

it('takes the minimum for 0 while there are fewer domains than minDomains', () => {
  const cluster = new PluginCluster(nodes, [on('a1'), on('b1')])
  expect(cluster.filter(podTopologySpread, spread()).a1).toBe('')
  expect(cluster.filter(podTopologySpread, spread({ minDomains: 3 })).a1).toBe(skewed)
})

it('counts only nodes the pod may go to, unless told to ignore affinity', () => {
  const cluster = new PluginCluster(nodes, [on('a1')])
  const nodeSelector = { [zone]: 'a' }
  expect(cluster.filter(podTopologySpread, spread({}, { nodeSelector })).a1).toBe('')
  const ignoring = spread({ nodeAffinityPolicy: 'Ignore' }, { nodeSelector })
  expect(cluster.filter(podTopologySpread, ignoring).a1).toBe(skewed)
})

it('counts tainted nodes, unless told to honor taints', () => {
  const taints = [{ key: 'down', effect: 'NoSchedule' }]
  const cluster = new PluginCluster([inZone('a1', 'a'), inZone('b1', 'b', { taints })], [on('a1')])
  expect(cluster.filter(podTopologySpread, spread()).a1).toBe(skewed)
  expect(cluster.filter(podTopologySpread, spread({ nodeTaintsPolicy: 'Honor' })).a1).toBe('')
})

it('tells revisions apart by matchLabelKeys', () => {
  const old = podOf('old', { metadata: { labels: { ...labels, rev: '1' } }, spec: { nodeName: 'a1' } })
  const pod = spread({ matchLabelKeys: ['rev'] })
  const next = { ...pod, metadata: { ...pod.metadata, labels: { ...labels, rev: '2' } } }
  expect(new PluginCluster(nodes, [old]).filter(podTopologySpread, next).a1).toBe('')
})

it('counts a pod tried gone', () => {
  const cluster = new PluginCluster(nodes, [on('a1')])
  const { info, cycle } = cluster.begin(spread())
  podTopologySpread.preFilter?.(info, cycle)
  const node = cluster.cache.node('a1')
  if (!node) throw new Error('no node')
  const [victim] = node.pods.values()
  podTopologySpread.removePod?.(info, victim as never, node, cycle)
  expect(podTopologySpread.filter?.(info, node, cycle)).toBeUndefined()
})

it('prefers emptier zones', () => {
  const cluster = new PluginCluster(nodes, [on('a1'), on('a2')])
  const scores = cluster.score(podTopologySpread, spread({ whenUnsatisfiable: 'ScheduleAnyway' }))
  expect(scores).toEqual({ a1: 0, a2: 0, b1: 100 })
})

it('spreads pods of one ReplicaSet over hosts by default', () => {
  const replicaSet = { metadata: { name: 'rs' }, spec: { selector: { matchLabels: labels } } }
  const ownerReferences = [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: '1', controller: true },
  ]
  const pod = podOf('web', { metadata: { labels, ownerReferences } })
  const cluster = new PluginCluster([nodeOf('a'), nodeOf('b')], [on('a'), on('a', 'two')], {
    replicasets: [replicaSet],
  })
  const scores = cluster.score(podTopologySpread, pod)
  expect(scores.b).toBeGreaterThan(scores.a ?? 0)
  expect(cluster.score(podTopologySpread, podOf('lone', { metadata: { labels } }))).toEqual({ a: 0, b: 0 })
})
