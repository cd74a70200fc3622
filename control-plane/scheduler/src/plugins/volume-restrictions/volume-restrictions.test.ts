import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { volumeRestrictions } from './volume-restrictions.ts'

const using = (name: string, claimName: string, nodeName?: string) =>
  podOf(name, {
    spec: {
      containers: [{ name: 'main' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
      ...(nodeName ? { nodeName } : {}),
    },
  })

const { namespace } = podOf('any').metadata
const claims = [
  { metadata: { name: 'alone', namespace }, spec: { accessModes: ['ReadWriteOncePod'] } },
  { metadata: { name: 'shared', namespace }, spec: { accessModes: ['ReadWriteOnce'] } },
]

it.each([
  ['alone', 'alone', true],
  ['alone', 'shared', false],
  ['shared', 'shared', false],
])('a pod with claim %s beside one with claim %s: refused is %s', (wanted, used, isRefused) => {
  const cluster = new PluginCluster([nodeOf('a'), nodeOf('b')], [using('old', used, 'a')], {
    persistentvolumeclaims: claims,
  })
  const reason = isRefused
    ? 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'
    : ''
  expect(cluster.filter(volumeRestrictions, using('new', wanted))).toEqual({ a: reason, b: reason })
})

it('sees room once the pod that holds the claim is taken to be gone', () => {
  const cluster = new PluginCluster([nodeOf('a')], [using('old', 'alone', 'a')], {
    persistentvolumeclaims: claims,
  })
  const { info, cycle } = cluster.begin(using('new', 'alone'))
  volumeRestrictions.preFilter?.(info, cycle)
  const [node] = cycle.snapshot.nodes
  const [old] = [...(node?.pods.values() ?? [])]
  if (!node || !old) throw new Error('no pod on the node')
  volumeRestrictions.removePod?.(info, old, node, cycle)
  expect(volumeRestrictions.filter?.(info, node, cycle)).toBeUndefined()
})
