import type { NodeSelectorTerm } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { nodeAffinity } from './node-affinity.ts'

const rejected = "node(s) didn't match Pod's node affinity/selector"
const cluster = new PluginCluster([
  nodeOf('a', { metadata: { labels: { disk: 'ssd', size: '8' } } }),
  nodeOf('b', { metadata: { labels: { disk: 'hdd', size: '2' } } }),
])

function requiring(...nodeSelectorTerms: NodeSelectorTerm[]) {
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } }
  return podOf('web', { spec: { affinity: { nodeAffinity: required } } })
}

const disk = (operator: string, ...values: string[]): NodeSelectorTerm => ({
  matchExpressions: [{ key: 'disk', operator, values }],
})

it('holds a pod to its nodeSelector', () => {
  const pod = podOf('web', { spec: { nodeSelector: { disk: 'ssd' } } })
  expect(cluster.filter(nodeAffinity, pod)).toEqual({ a: '', b: rejected })
})

it.each<[string, NodeSelectorTerm[], string[]]>([
  ['In', [disk('In', 'ssd', 'nvme')], ['a']],
  ['NotIn', [disk('NotIn', 'ssd')], ['b']],
  ['Exists', [disk('Exists')], ['a', 'b']],
  ['DoesNotExist', [disk('DoesNotExist')], []],
  ['Gt', [{ matchExpressions: [{ key: 'size', operator: 'Gt', values: ['4'] }] }], ['a']],
  ['Lt', [{ matchExpressions: [{ key: 'size', operator: 'Lt', values: ['4'] }] }], ['b']],
  ['any of several terms', [disk('In', 'ssd'), disk('In', 'hdd')], ['a', 'b']],
  ['an empty term, which fits nothing', [{}], []],
])('knows %s', (_title, terms, fitting) => {
  const reasons = cluster.filter(nodeAffinity, requiring(...terms))
  expect(Object.keys(reasons).filter((name) => reasons[name] === '')).toEqual(fitting)
})

it('looks only at nodes that matchFields name', () => {
  const named = (...values: string[]) => ({ matchFields: [{ key: 'metadata.name', operator: 'In', values }] })
  expect(cluster.filter(nodeAffinity, requiring(named('b')))).toEqual({ a: 'not named', b: '' })
})

it('says that terms conflict when they name no node', () => {
  const named = (name: string) => ({ key: 'metadata.name', operator: 'In', values: [name] })
  const pod = requiring({ matchFields: [named('a'), named('b')] })
  expect(() => cluster.filter(nodeAffinity, pod)).toThrow('pod affinity terms conflict')
})

it('prefers by weight', () => {
  const preferred = [
    { weight: 80, preference: disk('In', 'ssd') },
    { weight: 20, preference: disk('In', 'hdd') },
  ]
  const nodePreference = { preferredDuringSchedulingIgnoredDuringExecution: preferred }
  const pod = podOf('web', { spec: { affinity: { nodeAffinity: nodePreference } } })
  expect(cluster.score(nodeAffinity, pod)).toEqual({ a: 100, b: 25 })
})
