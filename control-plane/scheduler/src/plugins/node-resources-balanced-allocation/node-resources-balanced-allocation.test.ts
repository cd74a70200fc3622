import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts'

it('prefers the node the pod brings into balance', () => {
  const used = (nodeName: string, requests: Record<string, string>) =>
    podOf(nodeName, { spec: { nodeName }, requests })
  const cluster = new PluginCluster(
    [nodeOf('a'), nodeOf('b')],
    [used('a', { cpu: '2' }), used('b', { memory: '4Gi' })],
  )
  const pod = podOf('web', { requests: { cpu: '2' } })
  expect(cluster.score(nodeResourcesBalancedAllocation, pod)).toEqual({ a: 62, b: 87 })
})

it('has nothing to say about pods without requests', () => {
  const { info, cycle } = new PluginCluster([nodeOf('a')]).begin(podOf('web'))
  expect(nodeResourcesBalancedAllocation.preScore?.(info, [], cycle)?.code).toBe('skip')
})
