import type { Pod } from '@knarr/api/core/v1'
import { MetricsRegistry, silentLogger } from '@knarr/component'
import { type KubeObject, seededRandom, systemClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ClusterView } from '../cluster-view/cluster-view.ts'
import { FixedInformers } from '../testing/fixed-informers.ts'
import { type Explanation, explainName } from './explain-name.ts'

const object = (given: object): KubeObject => given as unknown as KubeObject
const pod = {
  metadata: { name: 'client', namespace: 'ns' },
  spec: { containers: [] },
  status: { phase: 'Running', podIP: '10.1.0.1', podIPs: [{ ip: '10.1.0.1' }] },
} as unknown as Pod

async function explain(
  name: string,
  { corefile = plain, from = pod, type = 'A' as const } = {},
): Promise<Explanation> {
  const informers = new FixedInformers()
  informers.put('namespaces', object({ metadata: { name: 'ns' } }))
  informers.put('pods', object(pod))
  const spec = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ports: [{ port: 80 }] }
  informers.put('services', object({ metadata: { name: 'web', namespace: 'ns' }, spec }))
  const cluster = new ClusterView(informers.factory, systemClock)
  const environment = {
    ...{ clock: systemClock, random: seededRandom(1), logger: silentLogger },
    ...{ metrics: new MetricsRegistry(), cluster },
  }
  return explainName({ environment, corefile, pod: from, name, type })
}

const hosts = 'hosts /nowhere {\n 192.0.2.1 example.com\n fallthrough\n }'
const plain = `. {\n errors\n kubernetes cluster.local {\n pods verified\n }\n ${hosts}\n}`
const withAutopath = plain.replace('errors\n', 'errors\n autopath @kubernetes\n')

describe('explainName', () => {
  it('tells each step of the search path to a name outside, and what autopath would spare', async () => {
    const { steps, autopath } = await explain('example.com')
    expect(steps.map(({ name, rcode, plugin, reason }) => [name, rcode, plugin, reason])).toEqual([
      [
        'example.com.ns.svc.cluster.local.',
        'NXDOMAIN',
        'kubernetes',
        'there is no service "com" in namespace "ns"',
      ],
      ['example.com.svc.cluster.local.', 'NXDOMAIN', 'kubernetes', 'there is no namespace "com"'],
      [
        'example.com.cluster.local.',
        ...[
          'NXDOMAIN',
          'kubernetes',
          'names of cluster.local. end in svc.cluster.local. or pod.cluster.local.',
        ],
      ],
      ['example.com.', 'NOERROR', 'hosts', 'found'],
    ])
    expect(autopath).toEqual({ isUsed: false, spares: 3 })
  })

  it('tells what autopath spares', async () => {
    const { steps, autopath } = await explain('example.com', { corefile: withAutopath })
    expect(steps).toHaveLength(1)
    expect(steps[0]).toMatchObject({
      plugin: 'autopath',
      answers: ['CNAME example.com.', 'A 192.0.2.1'],
      reason: 'the search path was walked in the server, up to example.com.',
    })
    expect(autopath).toEqual({ isUsed: true, spares: 3 })
  })

  it('names the plugins a question came to, and stops at the first name there is', async () => {
    const { steps, autopath } = await explain('web')
    expect(steps).toMatchObject([
      {
        name: 'web.ns.svc.cluster.local.',
        answers: ['A 10.0.0.1'],
        passed: ['errors', 'hosts', 'kubernetes'],
      },
    ])
    expect(autopath.spares).toBe(0)
  })

  it.each([
    ['nothing', 'there is no service "nothing" in namespace "ns"'],
    ['web.other', 'there is no namespace "other"'],
    ['_http._tcp.web', 'the service has no port "http" over tcp'],
  ])('says why there is no %s', async (name, reason) => {
    const { steps } = await explain(name)
    expect(steps.map((step) => step.reason)).toContain(reason)
  })

  it('goes by the policy, the search path and the dots of the pod', async () => {
    const dnsConfig = { searches: ['example.com'], options: [{ name: 'ndots', value: '1' }] }
    const from = { ...pod, spec: { ...pod.spec, dnsPolicy: 'None', dnsConfig } } as Pod
    const { resolver, steps } = await explain('a.b', { from })
    expect(resolver).toEqual({ searches: ['example.com.'], ndots: 1 })
    expect(steps.map(({ name }) => name)).toEqual(['a.b.', 'a.b.example.com.'])
  })
})
