import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { nodeName } from './node-name.ts'

const mismatch = "node(s) didn't match the requested node name"

it.each<[string, string | undefined, Record<string, string>]>([
  ['lets a pod without a name go anywhere', undefined, { a: '', b: '' }],
  ['takes an empty name for none', '', { a: '', b: '' }],
  ['holds a pod to the node it names', 'b', { a: mismatch, b: '' }],
  ['rejects every node if there is none of that name', 'c', { a: mismatch, b: mismatch }],
])('%s', (_title, name, expected) => {
  const cluster = new PluginCluster([nodeOf('a'), nodeOf('b')])
  expect(
    cluster.filter(nodeName, podOf('web', { spec: name === undefined ? {} : { nodeName: name } })),
  ).toEqual(expected)
})

it('cannot be helped by evicting pods', () => {
  const cluster = new PluginCluster([nodeOf('a')])
  const { info, cycle } = cluster.begin(podOf('web', { spec: { nodeName: 'b' } }))
  const node = cluster.cache.node('a')
  expect(node && nodeName.filter?.(info, node, cycle)?.code).toBe('unschedulableAndUnresolvable')
})
