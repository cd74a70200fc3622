import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { nodeUnschedulable } from './node-unschedulable.ts'

it('keeps pods off cordoned nodes unless they tolerate it', () => {
  const cluster = new PluginCluster([nodeOf('a', { spec: { unschedulable: true } }), nodeOf('b')])
  const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }]
  const plain = podOf('web')
  const daemon = podOf('daemon', { spec: { tolerations } })
  expect(cluster.filter(nodeUnschedulable, plain)).toEqual({ a: 'node(s) were unschedulable', b: '' })
  expect(cluster.filter(nodeUnschedulable, daemon)).toEqual({ a: '', b: '' })
})
