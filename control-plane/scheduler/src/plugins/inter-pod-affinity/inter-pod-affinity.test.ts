import type { Affinity, PodAffinityTerm } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'

const zone = 'topology.kubernetes.io/zone'
const inZone = (name: string, value: string) => nodeOf(name, { metadata: { labels: { [zone]: value } } })
const nodes = [inZone('a1', 'a'), inZone('a2', 'a'), inZone('b1', 'b')]

const term = (app: string, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  topologyKey: zone,
  labelSelector: { matchLabels: { app } },
  ...more,
})
const required = (...terms: PodAffinityTerm[]) => ({ requiredDuringSchedulingIgnoredDuringExecution: terms })
const preferred = (weight: number, podAffinityTerm: PodAffinityTerm) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm }],
})
const podWith = (name: string, affinity: Affinity = {}, nodeName?: string) =>
  podOf(name, { metadata: { labels: { app: name } }, spec: { affinity, ...(nodeName ? { nodeName } : {}) } })

const db = podWith('db', {}, 'a1')

it('brings pods together', () => {
  const pod = podWith('web', { podAffinity: required(term('db')) })
  const away = "node(s) didn't match pod affinity rules"
  expect(new PluginCluster(nodes, [db]).filter(interPodAffinity, pod)).toEqual({ a1: '', a2: '', b1: away })
  expect(new PluginCluster(nodes).filter(interPodAffinity, pod)).toEqual({ a1: away, a2: away, b1: away })
})

it('lets the first of a group go anywhere with the label', () => {
  const pod = podWith('web', { podAffinity: required(term('web')) })
  const filtered = new PluginCluster([...nodes, nodeOf('c')], [db]).filter(interPodAffinity, pod)
  expect(filtered).toMatchObject({ a1: '', a2: '', b1: '' })
  expect(filtered.c).not.toBe('')
})

it('keeps pods apart', () => {
  const pod = podWith('web', { podAntiAffinity: required(term('db')) })
  const near = "node(s) didn't match pod anti-affinity rules"
  expect(new PluginCluster(nodes, [db]).filter(interPodAffinity, pod)).toEqual({ a1: near, a2: near, b1: '' })
})

it("heeds running pods' anti-affinity", () => {
  const shy = podWith('shy', { podAntiAffinity: required(term('web')) }, 'b1')
  const reason = "node(s) didn't satisfy existing pods anti-affinity rules"
  const cluster = new PluginCluster(nodes, [shy])
  expect(cluster.filter(interPodAffinity, podWith('web'))).toEqual({ a1: '', a2: '', b1: reason })
  expect(cluster.filter(interPodAffinity, podWith('other'))).toEqual({ a1: '', a2: '', b1: '' })
})

it('looks at its own namespace, those named, or those picked by labels', () => {
  const foreign = { ...db, metadata: { ...db.metadata, namespace: 'data' } }
  const known = { namespaces: [{ metadata: { name: 'data', labels: { tier: 'back' } } }] }
  const cluster = new PluginCluster(nodes, [foreign], known)
  const reasonFor = (more: Partial<PodAffinityTerm>) =>
    cluster.filter(interPodAffinity, podWith('web', { podAntiAffinity: required(term('db', more)) })).a1
  expect(reasonFor({})).toBe('')
  expect(reasonFor({ namespaces: ['data'] })).not.toBe('')
  expect(reasonFor({ namespaceSelector: { matchLabels: { tier: 'back' } } })).not.toBe('')
  expect(reasonFor({ namespaceSelector: { matchLabels: { tier: 'front' } } })).toBe('')
  expect(reasonFor({ namespaceSelector: {} })).not.toBe('')
})

it('counts a pod tried on a node', () => {
  const cluster = new PluginCluster(nodes, [db])
  const { info, cycle } = cluster.begin(podWith('web', { podAntiAffinity: required(term('cache')) }))
  interPodAffinity.preFilter?.(info, cycle)
  const node = cluster.cache.node('b1')
  if (!node) throw new Error('no node')
  interPodAffinity.addPod?.(info, cluster.begin(podWith('cache')).info, node, cycle)
  expect(interPodAffinity.filter?.(info, node, cycle)?.code).toBe('unschedulable')
})

it.each<[string, Affinity, Affinity, Record<string, number>]>([
  ['what it prefers', { podAffinity: preferred(10, term('db')) }, {}, { a1: 100, a2: 100, b1: 0 }],
  ['what it avoids', { podAntiAffinity: preferred(10, term('db')) }, {}, { a1: 0, a2: 0, b1: 100 }],
  ['what running pods prefer', {}, { podAffinity: preferred(5, term('web')) }, { a1: 100, a2: 100, b1: 0 }],
  ['what running pods require', {}, { podAffinity: required(term('web')) }, { a1: 100, a2: 100, b1: 0 }],
  ['what running pods avoid', {}, { podAntiAffinity: preferred(5, term('web')) }, { a1: 0, a2: 0, b1: 100 }],
])('scores by %s', (_title, own, others, scores) => {
  const cluster = new PluginCluster(nodes, [podWith('db', others, 'a1')])
  expect(cluster.score(interPodAffinity, podWith('web', own))).toEqual(scores)
})
