import type { KubeObject } from '@knarr/machinery'
import { expect, it } from 'vitest'
import type { RecordType } from '../../message/codes.ts'
import { ask, short } from '../../testing/ask.ts'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startForTest } from '../../testing/start-server.ts'

const corefile = `. {
  federation cluster.local {
    prod prod.example.com
  }
  kubernetes cluster.local
  hosts /nowhere {
    192.0.2.7 away.testns.prod.svc.west-a.west.prod.example.com
    fallthrough
  }
}`

function cluster(): FixedInformers {
  const informers = new FixedInformers()
  const object = (given: object): KubeObject => given as unknown as KubeObject
  informers.put('namespaces', object({ metadata: { name: 'testns' } }))
  const spec = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ports: [{ port: 80 }] }
  informers.put('services', object({ metadata: { name: 'here', namespace: 'testns' }, spec }))
  const labels = { 'topology.kubernetes.io/zone': 'west-a', 'topology.kubernetes.io/region': 'west' }
  informers.put('nodes', object({ metadata: { name: 'one', labels }, status: {} }))
  return informers
}

it.each<[string, RecordType, string[]]>([
  ['here.testns.svc.cluster.local.', 'A', ['here.testns.svc.cluster.local. A 10.0.0.1']],
  ['here.testns.prod.svc.cluster.local.', 'A', ['here.testns.prod.svc.cluster.local. A 10.0.0.1']],
  ['here.testns.other.svc.cluster.local.', 'A', []],
  [
    'away.testns.prod.svc.cluster.local.',
    'A',
    [
      'away.testns.prod.svc.cluster.local. CNAME away.testns.prod.svc.west-a.west.prod.example.com.',
      'away.testns.prod.svc.west-a.west.prod.example.com. A 192.0.2.7',
    ],
  ],
])('a federation answers %s %s', async (name, type, expected) => {
  const { port } = await startForTest(corefile, { informers: cluster() })
  expect(short((await ask(name, type, { port })).answers)).toEqual(expected)
})
