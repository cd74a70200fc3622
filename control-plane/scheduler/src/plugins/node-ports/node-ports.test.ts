import type { ContainerPort } from '@knarr/api/core/v1'
import { expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { nodePorts } from './node-ports.ts'

const withPort = (name: string, port: Partial<ContainerPort>, nodeName?: string) =>
  podOf(name, {
    spec: {
      containers: [{ name: 'main', ports: [{ containerPort: 80, ...port }] }],
      ...(nodeName ? { nodeName } : {}),
    },
  })

const taken = "node(s) didn't have free ports for the requested pod ports"

it.each<[string, Partial<ContainerPort>, Partial<ContainerPort>, string]>([
  ['the same port', { hostPort: 80 }, { hostPort: 80 }, taken],
  ['another port', { hostPort: 80 }, { hostPort: 81 }, ''],
  ['another protocol', { hostPort: 80 }, { hostPort: 80, protocol: 'UDP' }, ''],
  ['other addresses', { hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '10.0.0.2' }, ''],
  ['every address against one', { hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80 }, taken],
  ['one address against every', { hostPort: 80 }, { hostPort: 80, hostIP: '10.0.0.2' }, taken],
  ['container ports, which are no matter', {}, {}, ''],
])('knows %s', (_title, existing, wanted, reason) => {
  const cluster = new PluginCluster([nodeOf('a')], [withPort('old', existing, 'a')])
  expect(cluster.filter(nodePorts, withPort('new', wanted))).toEqual({ a: reason })
})
