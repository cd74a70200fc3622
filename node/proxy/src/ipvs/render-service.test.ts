import { describe, expect, it } from 'vitest'
import type { Endpoint, IpFamily, ServicePort } from '../model/service-port.ts'
import { endpoint, ipvsRules, servicePort } from '../testing/cases.ts'
import { schedulerAnnotation, weightsAnnotation } from './annotations.ts'
import { Draining } from './draining.ts'
import { renderChains } from './render-chains.ts'
import { renderService } from './render-service.ts'
import { compareServers } from './server-commands.ts'
import { WantedState } from './wanted-state.ts'

const here = endpoint('10.0.0.3', { isLocal: true })
const there = endpoint('10.0.1.4', { port: 8080 })
const lb = { loadBalancerIps: ['5.6.7.8'], nodePort: 30080 }

interface Case {
  readonly port: Partial<ServicePort>
  readonly endpoints?: readonly Endpoint[]
  readonly family?: IpFamily
}

const cases: Record<string, Case> = {
  'cluster-ip': { port: {} },
  'node-port': { port: { nodePort: 30080 } },
  'node-port-local': { port: { nodePort: 30080, externalPolicyLocal: true, healthCheckNodePort: 32000 } },
  'load-balancer': { port: lb },
  'load-balancer-local': { port: { ...lb, externalPolicyLocal: true } },
  'load-balancer-source-ranges': { port: { ...lb, sourceRanges: ['203.0.113.7/25', '198.51.100.9/32'] } },
  'load-balancer-source-ranges-with-node': { port: { ...lb, sourceRanges: ['192.168.0.0/24', '0.0.0.0/0'] } },
  'external-ip': { port: { externalIps: ['1.2.3.4'] } },
  'external-ip-local': { port: { externalIps: ['1.2.3.4'], externalPolicyLocal: true } },
  affinity: { port: { affinitySeconds: 10_800 } },
  'internal-local': { port: { internalPolicyLocal: true } },
  'internal-local-without-local-endpoint': { port: { internalPolicyLocal: true }, endpoints: [there] },
  udp: { port: { protocol: 'UDP', nodePort: 30053 } },
  sctp: { port: { protocol: 'SCTP', nodePort: 30090, externalPolicyLocal: true } },
  'no-endpoints': { port: {}, endpoints: [] },
  'annotated-scheduler-and-weights': {
    port: {
      annotations: { [schedulerAnnotation]: 'wrr', [weightsAnnotation]: '10.0.0.0/16=2, 10.0.1.4=5' },
    },
  },
  'maglev-hashing': { port: { annotations: { [schedulerAnnotation]: 'mh' } } },
  ipv6: {
    family: 'IPv6',
    port: {
      clusterIp: 'fd00:96::1',
      nodePort: 30080,
      loadBalancerIps: ['fd00:1::1'],
      sourceRanges: ['::/0'],
    },
    endpoints: [endpoint('fd00:10::3', { isLocal: true })],
  },
}

/** The kernel's lines for one service, as the tools take them. */
function linesOf({ port, endpoints = [here, there], family = 'IPv4' }: Case): string {
  const rules =
    family === 'IPv4'
      ? ipvsRules
      : { ...ipvsRules, family, nodePortAddresses: ['fd00::2'], nodeIp: 'fd00::2' }
  const entries = [{ servicePort: servicePort(port), endpoints }]
  const wanted = new WantedState(family)
  wanted.update(new Map([['svc1', renderService(entries, { nodeName: 'here', zone: '' }, rules)]]))
  const commands = { changed: [] as string[], removed: [] as string[] }
  for (const id of wanted.virtualServers.ids())
    compareServers(undefined, wanted.virtualServers.holder(id), new Draining(), commands)
  const barred = [...wanted.barred.ids()].map((id) => `barred from the node: ${id}`)
  return [
    ...commands.changed,
    ...[...wanted.addresses.ids()].map((ip) => `address ${ip} dev kube-ipvs0`),
    ...[...wanted.entries.ids()].map((entry) => `add ${entry}`),
    ...barred,
    '',
  ].join('\n')
}

describe('a service in IPVS mode', () => {
  it.each(Object.keys(cases))('is rendered as testdata says: %s', async (name) => {
    await expect(linesOf(cases[name] as Case)).toMatchFileSnapshot(`testdata/${name}.txt`)
  })

  it.each(['', 'nosuch', '10.0.0.3', '10.0.0.3=x', '10.0.0.3/33=2', '10.0.0.3=70000'])(
    'gives weight 1 where the weights cannot be read: %j',
    (weights) => {
      const annotations = { [weightsAnnotation]: weights, [schedulerAnnotation]: 'nosuch' }
      expect(linesOf({ port: { annotations } })).toBe(linesOf({ port: {} }))
    },
  )
})

describe('renderChains', () => {
  const barred = [{ address: '5.6.7.8', protocol: 'TCP', port: 80 } as const]

  it('fills the chains as testdata says', async () => {
    await expect(renderChains(ipvsRules, barred, [])).toMatchFileSnapshot('testdata/chains.txt')
  })

  it('uses sets of the family', () => {
    const text = renderChains({ ...ipvsRules, family: 'IPv6', localCidrs: ['fd00:10::/64'] }, [], [])
    expect(text).toContain('-A KUBE-SERVICES -s ::1/128 -j RETURN')
    expect(text).toContain('--match-set KUBE-6-LOAD-BALANCER-SOURCE-CID dst,dst,src')
  })

  it.each([
    ['all', { masqueradeAll: true }, ['dst,dst -j KUBE-MARK-MASQ']],
    ['what does not come from pods', {}, ['dst,dst ! -s 10.0.0.0/8 -j KUBE-MARK-MASQ']],
    ['what the node sends as a service', { localCidrs: [] }, ['src,dst -j KUBE-MARK-MASQ']],
    [
      'what comes from none of several networks',
      { localCidrs: ['10.0.0.0/16', '10.1.0.0/16'] },
      ['dst,dst -s 10.0.0.0/16 -j ACCEPT', 'dst,dst -s 10.1.0.0/16 -j ACCEPT', 'dst,dst -j KUBE-MARK-MASQ'],
    ],
  ])('masquerades to cluster IPs %s', (_, changes, endings) => {
    const rules = renderChains({ ...ipvsRules, ...changes }, [], [])
      .split('\n')
      .filter((line) => line.includes('"Kubernetes service cluster ip'))
    expect(rules.map((rule) => rule.split('KUBE-CLUSTER-IP ')[1])).toEqual(endings)
  })
})
