import type { KubeObject } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordType } from '../../message/codes.ts'
import { ask, short } from '../../testing/ask.ts'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

const object = (given: object): KubeObject => given as unknown as KubeObject
const ports = [{ name: 'http', port: 80, protocol: 'TCP' }]

function cluster(): FixedInformers {
  const informers = new FixedInformers()
  for (const name of ['ns', 'kube-system']) informers.put('namespaces', object({ metadata: { name } }))
  const service = (name: string, spec: object, ingress: object[] = [], namespace = 'ns') =>
    informers.put(
      'services',
      object({
        metadata: { name, namespace },
        spec: { ...spec, ports },
        status: { loadBalancer: { ingress } },
      }),
    )
  service('kube-dns', { clusterIP: '10.96.0.10' }, [], 'kube-system')
  service('given', { clusterIP: '10.0.0.1', externalIPs: ['1.2.3.4', '2001:db8::4'] })
  service('balanced', { clusterIP: '10.0.0.2' }, [{ ip: '5.6.7.8' }])
  service('named', { clusterIP: '10.0.0.3' }, [{ hostname: 'given.ns.example.org' }])
  service('inside', { clusterIP: '10.0.0.4' })
  service('hdls', { clusterIP: 'None' })
  informers.put(
    'endpointslices',
    object({
      metadata: { name: 'hdls-x', namespace: 'ns', labels: { 'kubernetes.io/service-name': 'hdls' } },
      ...{ ports, endpoints: [{ addresses: ['172.0.0.1'], hostname: 'web-0' }] },
    }),
  )
  return informers
}

describe('k8s_external', () => {
  let test: TestServer
  beforeAll(async () => {
    const external = 'k8s_external example.org {\n headless\n }'
    test = await startServer(`. {\n ${external}\n kubernetes cluster.local\n}`, { informers: cluster() })
  })
  afterAll(() => test.server.stop())

  it.each<[string, RecordType, string[]]>([
    ['given.ns', 'A', ['A 1.2.3.4']],
    ['given.ns', 'AAAA', ['AAAA 2001:db8::4']],
    ['balanced.ns', 'A', ['A 5.6.7.8']],
    ['named.ns', 'A', ['CNAME given.ns.example.org.', 'A 1.2.3.4']],
    ['_http._tcp.balanced.ns', 'SRV', ['SRV 0 100 80 balanced.ns.example.org.']],
    ['hdls.ns', 'A', ['A 172.0.0.1']],
    ['web-0.hdls.ns', 'A', ['A 172.0.0.1']],
    ['ns1.dns', 'A', ['A 10.96.0.10']],
  ])('answers %s %s with %j', async (name, type, expected) => {
    const { answers } = await ask(`${name}.example.org.`, type, test)
    expect(short(answers).map((text) => text.replace(/^\S+ /, ''))).toEqual(expected)
  })

  it.each<[string, RecordType, string]>([
    ['inside.ns', 'A', 'NXDOMAIN'],
    ['nothing.ns', 'A', 'NXDOMAIN'],
    ['given.other', 'A', 'NXDOMAIN'],
    ['_other._tcp.given.ns', 'SRV', 'NXDOMAIN'],
    ['ns', 'A', 'NOERROR'],
    ['given.ns', 'TXT', 'NOERROR'],
    ['dns', 'A', 'NOERROR'],
    ['ns2.dns', 'A', 'NXDOMAIN'],
  ])('has nothing at %s %s, which is %s, and says who would know', async (name, type, rcode) => {
    const reply = await ask(`${name}.example.org.`, type, test)
    expect(reply).toMatchObject({ rcode, answers: [], authorities: [{ name: 'example.org.', type: 'SOA' }] })
  })

  it('names its name server at the apex, with its address', async () => {
    const { answers, additionals } = await ask('example.org.', 'NS', test)
    expect(short(answers)).toEqual(['example.org. NS ns1.dns.example.org.'])
    expect(short(additionals)).toEqual(['ns1.dns.example.org. A 10.96.0.10'])
  })

  it('needs a cluster', async () => {
    await expect(startServer('. {\n k8s_external example.org\n}')).rejects.toThrow(
      'kubernetes plugin not loaded',
    )
  })
})
