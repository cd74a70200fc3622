import type { KubeObject } from '@knarr/machinery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordType } from '../../message/codes.ts'
import { ask, short } from '../../testing/ask.ts'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startForTest, startServer, type TestServer } from '../../testing/start-server.ts'

const meta = (name: string, labels = {}) => ({ name, namespace: 'testns', labels })
const object = (given: object): KubeObject => given as unknown as KubeObject

function cluster(): FixedInformers {
  const informers = new FixedInformers()
  for (const name of ['testns', 'empty']) informers.put('namespaces', object({ metadata: { name } }))
  const ports = [
    { name: 'http', port: 80, protocol: 'TCP' },
    { name: 'dns', port: 53, protocol: 'UDP' },
  ]
  const service = (name: string, spec: object) =>
    informers.put('services', object({ metadata: meta(name), spec }))
  service('svc1', { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', 'fd00::1'], ports })
  service('hdls', { clusterIP: 'None', clusterIPs: ['None'], ports })
  service('unready', { clusterIP: 'None', ports })
  service('nothing', { clusterIP: '10.0.0.9', clusterIPs: ['10.0.0.9'], ports })
  service('away', { type: 'ExternalName', externalName: 'svc1.testns.svc.cluster.local' })
  const slice = (name: string, endpoints: object[]) =>
    informers.put(
      'endpointslices',
      object({ metadata: meta(`${name}-x`, { 'kubernetes.io/service-name': name }), ports, endpoints }),
    )
  slice('hdls', [
    { addresses: ['172.0.0.1'], hostname: 'web-0', zone: 'West.a', conditions: { ready: true } },
    { addresses: ['172.0.0.2'], targetRef: { name: 'pod-two' } },
    { addresses: ['172.0.0.3'], conditions: { ready: false } },
  ])
  slice('unready', [{ addresses: ['172.0.1.1'], conditions: { ready: false } }])
  slice('svc1', [{ addresses: ['172.0.2.1'], conditions: { ready: true } }])
  const status = { podIPs: [{ ip: '172.0.0.1' }], phase: 'Running' }
  informers.put('pods', object({ metadata: meta('web-0'), spec: {}, status }))
  return informers
}

describe('kubernetes', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await startServer(
      'cluster.local in-addr.arpa ip6.arpa {\n kubernetes cluster.local in-addr.arpa ip6.arpa {\n pods verified\n ttl 30\n }\n}',
      { informers: cluster() },
    )
  })
  afterAll(() => test.server.stop())

  const zone = 'testns.svc.cluster.local.'

  it.each([
    [`svc1.${zone}`, 'A', ['10.0.0.1']],
    [`SVC1.${zone}`, 'A', ['10.0.0.1']],
    [`svc1.${zone}`, 'AAAA', ['fd00::1']],
    [`_http._tcp.svc1.${zone}`, 'SRV', [`0 100 80 svc1.${zone}`]],
    [`_HTTP._TCP.svc1.${zone}`, 'SRV', [`0 100 80 svc1.${zone}`]],
    [`hdls.${zone}`, 'A', ['172.0.0.1', '172.0.0.2']],
    [`web-0.hdls.${zone}`, 'A', ['172.0.0.1']],
    [`172-0-0-2.hdls.${zone}`, 'A', ['172.0.0.2']],
    [`_dns._udp.hdls.${zone}`, 'SRV', [`0 50 53 web-0.hdls.${zone}`, `0 50 53 172-0-0-2.hdls.${zone}`]],
    [`svc1.${zone}`, 'SRV', [`0 50 80 svc1.${zone}`, `0 50 53 svc1.${zone}`]],
    [`away.${zone}`, 'CNAME', [`svc1.${zone}`]],
    [`away.${zone}`, 'A', [`svc1.${zone}`, '10.0.0.1']],
    ['172-0-0-1.testns.pod.cluster.local.', 'A', ['172.0.0.1']],
    ['1.0.0.10.in-addr.arpa.', 'PTR', [`svc1.${zone}`]],
    ['1.0.0.172.in-addr.arpa.', 'PTR', [`web-0.hdls.${zone}`]],
    ['dns-version.cluster.local.', 'TXT', ['"1.1.0"']],
    ['cluster.local.', 'NS', ['ns.dns.cluster.local.']],
  ] as const)('%s %s', async (name, type, expected) => {
    const { rcode, authoritative, answers } = await ask(name, type, test)
    expect({ rcode, authoritative }).toEqual({ rcode: 'NOERROR', authoritative: true })
    expect(short(answers).map((text) => text.split(' ').slice(2).join(' '))).toEqual(expected)
  })

  it.each([
    ['NXDOMAIN', `nowhere.${zone}`, 'A'],
    ['NXDOMAIN', `unready.${zone}`, 'A'],
    ['NXDOMAIN', `_nope._tcp.svc1.${zone}`, 'SRV'],
    ['NXDOMAIN', `http.tcp.svc1.${zone}`, 'A'],
    ['NXDOMAIN', `a.b.c.svc1.${zone}`, 'A'],
    ['NXDOMAIN', 'svc1.other.svc.cluster.local.', 'A'],
    ['NXDOMAIN', '172-0-0-9.testns.pod.cluster.local.', 'A'],
    ['NXDOMAIN', 'a.cluster.local.', 'A'],
    ['NXDOMAIN', '9.9.9.10.in-addr.arpa.', 'PTR'],
    ['NOERROR', `svc1.${zone}`, 'MX'],
    ['NOERROR', `hdls.${zone}`, 'AAAA'],
    ['NOERROR', zone, 'A'],
    ['NOERROR', 'empty.svc.cluster.local.', 'A'],
    ['NOERROR', 'svc.cluster.local.', 'A'],
    ['NOERROR', 'cluster.local.', 'A'],
  ] as const)('%s with the SOA for %s %s', async (rcode, name, type) => {
    const reply = await ask(name, type, test)
    expect({ rcode: reply.rcode, answers: reply.answers }).toEqual({ rcode, answers: [] })
    expect(reply.authorities).toMatchObject([{ type: 'SOA', ttl: 30, data: { minimum: 30 } }])
  })

  it('adds the addresses that SRV records lead to', async () => {
    const { additionals } = await ask(`_http._tcp.hdls.${zone}`, 'SRV', test)
    expect(short(additionals)).toEqual([
      `web-0.hdls.${zone} A 172.0.0.1`,
      `172-0-0-2.hdls.${zone} A 172.0.0.2`,
    ])
  })

  it('refuses zones it does not serve', async () => {
    expect(await ask('example.org.', 'A', test)).toMatchObject({ rcode: 'REFUSED', answers: [] })
  })
})

describe('options of kubernetes', () => {
  const answered = async (options: string, name: string, rest = ''): Promise<string> => {
    const { server, port } = await startServer(
      `. {\n kubernetes cluster.local {\n ${options}\n }\n ${rest}\n}`,
      {
        informers: cluster(),
      },
    )
    try {
      const { rcode, answers } = await ask(name, 'A', { port })
      return [rcode, ...short(answers).map((text) => text.split(' ').at(-1))].join(' ')
    } finally {
      await server.stop()
    }
  }

  it.each([
    ['pods insecure', '1-2-3-4.testns.pod.cluster.local.', 'NOERROR 1.2.3.4'],
    ['pods insecure', '1-2-3-4.nowhere.pod.cluster.local.', 'NXDOMAIN'],
    ['pods disabled', '1-2-3-4.testns.pod.cluster.local.', 'NXDOMAIN'],
    ['endpoint_pod_names', 'pod-two.hdls.testns.svc.cluster.local.', 'NOERROR 172.0.0.2'],
    ['namespaces other', 'svc1.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['labels a=b', 'svc1.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['namespace_labels a=b', 'svc1.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['noendpoints', 'hdls.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['ignore empty_service', 'nothing.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['ignore empty_service', 'svc1.testns.svc.cluster.local.', 'NOERROR 10.0.0.1'],
    ['zonal', 'west.a.pin._zone.hdls.testns.svc.cluster.local.', 'NOERROR 172.0.0.1'],
    ['zonal', 'east.pin._zone.hdls.testns.svc.cluster.local.', 'NOERROR'],
    ['zonal', 'east.prefer._zone.hdls.testns.svc.cluster.local.', 'NOERROR 172.0.0.1 172.0.0.2'],
    ['zonal', 'east.near._zone.hdls.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['zonal', 'west.a.pin._zone.svc1.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['zonal', 'west.a.pin._zone.away.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['zonal', 'west.a.pin._zone.nowhere.testns.svc.cluster.local.', 'NXDOMAIN'],
    ['ttl 5', 'west.a.pin._zone.hdls.testns.svc.cluster.local.', 'NXDOMAIN'],
  ])('%s: %s is %s', async (options, name, expected) => expect(await answered(options, name)).toBe(expected))

  it('makes the records that kube-dns made', async () => {
    const { port } = await startForTest(
      '. {\n kubernetes cluster.local in-addr.arpa {\n compat kube-dns\n }\n}',
      {
        informers: cluster(),
      },
    )
    const asked = async (name: string, type: RecordType): Promise<string[]> =>
      short((await ask(name, type, { port })).answers).map((text) => text.split(' ').slice(2).join(' '))
    const zone = 'testns.svc.cluster.local.'
    // What Go prints for the record of that address.
    const label = '3739343637643662'
    expect(await asked(`hdls.${zone}`, 'SRV')).toEqual([
      `10 50 0 web-0.hdls.${zone}`,
      `10 50 0 ${label}.hdls.${zone}`,
    ])
    expect(await asked(`${label}.hdls.${zone}`, 'A')).toEqual(['172.0.0.2'])
    expect(await asked(`_http._tcp.svc1.${zone}`, 'SRV')).toEqual([`10 100 80 svc1.${zone}`])
    const own = '6230616530306564'
    expect(await asked(`nothing.${zone}`, 'SRV')).toEqual([`10 100 0 ${own}.nothing.${zone}`])
    expect(await asked(`${own}.nothing.${zone}`, 'A')).toEqual(['10.0.0.9'])
    expect(await asked('1.0.0.172.in-addr.arpa.', 'PTR')).toEqual([`web-0.hdls.${zone}`])
    expect(await asked('2.0.0.172.in-addr.arpa.', 'PTR')).toEqual([])
  })

  it('passes on what is not found in the zones of fallthrough', async () => {
    const hosts = 'hosts /nowhere {\n 9.9.9.9 more.cluster.local\n }'
    expect(await answered('fallthrough', 'more.cluster.local.', hosts)).toBe('NOERROR 9.9.9.9')
  })

  it.each([
    [
      'pods sometimes',
      'Corefile:3 - Error during parsing: wrong value for pods: sometimes,  must be one of: disabled, verified, insecure',
    ],
    ['ttl 3601', 'Corefile:3 - Error during parsing: ttl must be a number in range [0, 3600]: 3601'],
    ['zonal\n noendpoints', 'zonal requires the endpoint cache; remove noendpoints'],
    ['compat skydns', "unable to parse compat value: 'skydns'"],
    ['wings', "Corefile:3 - Error during parsing: unknown property 'wings'"],
    ['namespaces a\n namespace_labels b', 'namespaces and namespace_labels cannot both be set'],
  ])('refuses %s', async (options, message) => {
    await expect(answered(options, 'x.')).rejects.toThrow(message)
  })
})
