import { describe, expect, it } from 'vitest'
import { endpoint, servicePort } from '../testing/cases.ts'
import { categorizeEndpoints } from './categorize-endpoints.ts'
import type { Endpoint, ServicePort } from './service-port.ts'

const topology = { nodeName: 'here', zone: 'north' }
const local = { isLocal: true }
const ending = { ready: false, serving: true, terminating: true }
const unready = { ready: false, serving: false }
const bothLocal = { internalPolicyLocal: true, externalPolicyLocal: true, nodePort: 30000 }

function split(port: Partial<ServicePort>, endpoints: Endpoint[]): Record<string, unknown> {
  const found = categorizeEndpoints({ servicePort: servicePort(port), endpoints }, topology)
  const names = (list: readonly Endpoint[]): string => list.map(({ ip }) => ip).join(' ')
  const { cluster, local: here, reachable, hasAny } = found
  return { cluster: names(cluster), local: names(here), reachable: names(reachable), hasAny }
}

describe('the endpoints of a service port', () => {
  it.each<[string, Partial<ServicePort>, Endpoint[], Record<string, unknown>]>([
    [
      'are all for policy Cluster',
      {},
      [endpoint('a', local), endpoint('b')],
      { cluster: 'a b', local: '', reachable: 'a b' },
    ],
    [
      'are also split for policy Local',
      { externalPolicyLocal: true, nodePort: 30000 },
      [endpoint('a', local), endpoint('b')],
      { cluster: 'a b', local: 'a', reachable: 'a b' },
    ],
    [
      "leave out other nodes' where all traffic is internal and Local",
      { internalPolicyLocal: true },
      [endpoint('a', local), endpoint('b')],
      { cluster: '', local: 'a', reachable: 'a' },
    ],
    [
      'exist elsewhere though none is here',
      { internalPolicyLocal: true },
      [endpoint('b')],
      { local: '', reachable: '', hasAny: true },
    ],
    [
      'leave out the ending ones as long as one is ready',
      {},
      [endpoint('a', ending), endpoint('b'), endpoint('c', unready)],
      { cluster: 'b' },
    ],
    [
      'fall back to those that end but serve',
      {},
      [endpoint('a', ending), endpoint('c', unready)],
      { cluster: 'a', hasAny: true },
    ],
    [
      'fall back to ending ones here though another node has a ready one',
      bothLocal,
      [endpoint('a', { ...ending, ...local }), endpoint('b')],
      { cluster: 'b', local: 'a', reachable: 'a b' },
    ],
    ['are none where none serves', {}, [endpoint('c', unready)], { cluster: '', hasAny: false }],
    [
      'of the own zone are preferred where all have hints',
      {},
      [endpoint('a', { zoneHints: ['north'] }), endpoint('b', { zoneHints: ['south'] })],
      { cluster: 'a' },
    ],
    [
      'of the own node are preferred before those of the zone',
      {},
      [
        endpoint('a', { zoneHints: ['north'], nodeHints: ['there'] }),
        endpoint('b', { zoneHints: ['south'], nodeHints: ['here'] }),
      ],
      { cluster: 'b' },
    ],
    [
      'are all taken where one has no hint',
      {},
      [endpoint('a', { zoneHints: ['north'] }), endpoint('b')],
      { cluster: 'a b' },
    ],
    [
      'are all taken where no hint means the own zone',
      {},
      [endpoint('a', { zoneHints: ['south'] }), endpoint('b', { zoneHints: ['south'] })],
      { cluster: 'a b' },
    ],
  ])('%s', (_, port, endpoints, expected) => {
    expect(split(port, endpoints)).toMatchObject(expected)
  })
})
