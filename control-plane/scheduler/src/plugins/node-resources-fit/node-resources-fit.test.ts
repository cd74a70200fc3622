import { expect, it } from 'vitest'
import { nodeOf, type PodDraft, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { nodeResourcesFit } from './node-resources-fit.ts'

const allocatable = {
  cpu: '2',
  memory: '4Gi',
  pods: '3',
  'ephemeral-storage': '10Gi',
  'example.com/gpu': '1',
}
const running = podOf('running', {
  spec: { nodeName: 'a' },
  requests: { cpu: '1500m', memory: '1Gi', 'example.com/gpu': '1' },
})
const cluster = new PluginCluster([nodeOf('a', { status: { allocatable } })], [running])

const container = (cpu: string, restartPolicy?: string) => ({
  name: `c-${cpu}`,
  resources: { requests: { cpu } },
  ...(restartPolicy ? { restartPolicy } : {}),
})

it.each<[string, PodDraft, string]>([
  ['what is left', { requests: { cpu: '500m', memory: '3Gi' } }, ''],
  ['too much CPU', { requests: { cpu: '501m' } }, 'Insufficient cpu'],
  [
    'too much of everything',
    { requests: { cpu: '1', memory: '9Gi' } },
    'Insufficient cpu, Insufficient memory',
  ],
  ['too much storage', { requests: { 'ephemeral-storage': '11Gi' } }, 'Insufficient ephemeral-storage'],
  ['an extended resource in use', { requests: { 'example.com/gpu': '1' } }, 'Insufficient example.com/gpu'],
  ['an unknown resource', { requests: { 'example.com/tpu': '1' } }, 'Insufficient example.com/tpu'],
  ['none of an unknown resource', { requests: { 'example.com/tpu': '0' } }, ''],
  ['overhead on top', { requests: { cpu: '400m' }, spec: { overhead: { cpu: '200m' } } }, 'Insufficient cpu'],
  [
    'an init container that needs more',
    { spec: { initContainers: [container('600m')] } },
    'Insufficient cpu',
  ],
  [
    'init containers one after the other',
    { spec: { initContainers: [container('300m'), container('400m')] } },
    '',
  ],
  [
    'a sidecar beside the containers',
    { requests: { cpu: '300m' }, spec: { initContainers: [container('300m', 'Always')] } },
    'Insufficient cpu',
  ],
  [
    'a sidecar started before an init container',
    { spec: { initContainers: [container('300m', 'Always'), container('300m')] } },
    'Insufficient cpu',
  ],
  ['requests of the pod as a whole', { spec: { resources: { requests: { cpu: '1' } } } }, 'Insufficient cpu'],
])('weighs %s', (_title, draft, reason) => {
  expect(cluster.filter(nodeResourcesFit, podOf('web', draft))).toEqual({ a: reason })
})

it('counts pods', () => {
  const pods = ['1', '2', '3'].map((name) => podOf(name, { spec: { nodeName: 'a' } }))
  const full = new PluginCluster([nodeOf('a', { status: { allocatable } })], pods)
  expect(full.filter(nodeResourcesFit, podOf('web'))).toEqual({ a: 'Too many pods' })
})

it('tells what eviction can help with from what it cannot', () => {
  const codeOf = (cpu: string) => {
    const { info, cycle } = cluster.begin(podOf('web', { requests: { cpu } }))
    return nodeResourcesFit.filter?.(info, cluster.cache.nodes[0] as never, cycle)?.code
  }
  expect([codeOf('1'), codeOf('3')]).toEqual(['unschedulable', 'unschedulableAndUnresolvable'])
})

it('prefers the node with more left', () => {
  const nodes = [nodeOf('a', { status: { allocatable: { cpu: '2', memory: '4Gi' } } }), nodeOf('b')]
  const pod = podOf('web', { requests: { cpu: '1', memory: '1Gi' } })
  expect(new PluginCluster(nodes).score(nodeResourcesFit, pod)).toEqual({ a: 62, b: 81 })
})

it('takes pods without requests to need a little, for scores', () => {
  const nodes = [nodeOf('a'), nodeOf('b')]
  const other = podOf('other', { spec: { nodeName: 'a' } })
  const scores = new PluginCluster(nodes, [other]).score(nodeResourcesFit, podOf('web'))
  expect(scores.a).toBeLessThan(scores.b ?? 0)
})
