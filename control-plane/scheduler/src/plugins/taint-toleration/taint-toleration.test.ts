import type { Taint, Toleration } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { taintToleration } from './taint-toleration.ts'

const taint: Taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }
const rejected = 'node(s) had untolerated taint(s)'

it.each<[string, Taint, Toleration[], string]>([
  ['keeps off a pod without tolerations', taint, [], rejected],
  [
    'lets in a pod with the same value',
    taint,
    [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }],
    '',
  ],
  ['wants the same value', taint, [{ key: 'dedicated', value: 'cpu' }], rejected],
  ['wants the same effect', taint, [{ key: 'dedicated', value: 'gpu', effect: 'NoExecute' }], rejected],
  ['takes no effect for every effect', taint, [{ key: 'dedicated', operator: 'Exists' }], ''],
  ['takes Exists without a key for everything', taint, [{ operator: 'Exists' }], ''],
  ['needs a key unless it is Exists', { key: '', effect: 'NoSchedule' }, [{ operator: 'Equal' }], rejected],
  ['heeds NoExecute', { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }, [], rejected],
  ['does not filter by PreferNoSchedule', { key: 'slow', effect: 'PreferNoSchedule' }, [], ''],
  ['compares with Gt', { ...taint, value: '9' }, [{ key: 'dedicated', operator: 'Gt', value: '5' }], ''],
  [
    'compares with Lt',
    { ...taint, value: '9' },
    [{ key: 'dedicated', operator: 'Lt', value: '5' }],
    rejected,
  ],
])('%s', (_title, found, tolerations, reason) => {
  const cluster = new PluginCluster([nodeOf('a', { spec: { taints: [found] } })])
  expect(cluster.filter(taintToleration, podOf('web', { spec: { tolerations } }))).toEqual({ a: reason })
})

it('prefers nodes with fewer soft taints that are not tolerated', () => {
  const soft = (...keys: string[]) => ({
    spec: { taints: keys.map((key) => ({ key, effect: 'PreferNoSchedule' })) },
  })
  const cluster = new PluginCluster([
    nodeOf('a', soft('x', 'y')),
    nodeOf('b', soft('x')),
    nodeOf('c', soft('z')),
  ])
  const pod = podOf('web', { spec: { tolerations: [{ key: 'z', operator: 'Exists' }] } })
  expect(cluster.score(taintToleration, pod)).toEqual({ a: 0, b: 50, c: 100 })
})
