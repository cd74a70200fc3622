import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { volumeZone } from './volume-zone.ts'

const zone = 'topology.kubernetes.io/zone'
const oldZone = 'failure-domain.beta.kubernetes.io/zone'
const conflict = 'node(s) had no available volume zone'

const pod = podOf('db', {
  spec: {
    containers: [{ name: 'main' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  },
})
const { namespace } = pod.metadata

it.each<[string, Record<string, string>, Record<string, string>]>([
  ['no place', {}, { east: '', west: '', nowhere: '' }],
  ['one zone', { [zone]: 'east' }, { east: '', west: conflict, nowhere: '' }],
  ['either of two', { [zone]: 'east__west' }, { east: '', west: '', nowhere: '' }],
  ['a zone by its older name', { [oldZone]: 'west' }, { east: conflict, west: '', nowhere: '' }],
])('a volume labelled with %s', (_, labels, expected) => {
  const nodes = [
    nodeOf('east', { metadata: { labels: { [zone]: 'east' } } }),
    nodeOf('west', { metadata: { labels: { [zone]: 'west' } } }),
    nodeOf('nowhere'),
  ]
  const cluster = new PluginCluster(nodes, [], {
    persistentvolumeclaims: [{ metadata: { name: 'data', namespace }, spec: { volumeName: 'v' } }],
    persistentvolumes: [{ metadata: { name: 'v', labels }, spec: {} }],
  })
  expect(cluster.filter(volumeZone, pod)).toEqual(expected)
})
