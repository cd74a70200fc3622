import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { categorizeEndpoints } from '../model/categorize-endpoints.ts'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import { Balancer } from './balancer.ts'
import { fillBalancers, portalId, wantedPortals } from './wanted-portals.ts'

const everywhere = {
  ...{ nodePort: 30080, externalIps: ['1.2.3.4'], loadBalancerIps: ['5.6.7.8'] },
}
const near = endpoint('10.0.0.3', { isLocal: true })
const far = endpoint('10.1.0.4')

/** Which endpoint serves that client at each address. */
function served(
  changes: Partial<ServicePort>,
  endpoints: readonly Endpoint[],
  client: string,
): Record<string, string | undefined> {
  const port = servicePort(changes)
  const clock = new VirtualClock()
  const balancers = { cluster: new Balancer(clock), local: new Balancer(clock) }
  const entry = { servicePort: port, endpoints }
  fillBalancers(balancers, categorizeEndpoints(entry, { nodeName: 'here', zone: '' }), port)
  const wanted = wantedPortals(port, balancers, cidrOptions)
  return Object.fromEntries(
    wanted.map((portal) => [portalId(portal), portal.route(client)?.pick(client)?.ip]),
  )
}

describe('the addresses of a service port', () => {
  it('are the cluster IP, and what leads to it from outside', () => {
    expect(served(everywhere, [far], '8.8.8.8')).toEqual({
      'TCP 172.30.0.41 80': '10.1.0.4',
      'TCP 1.2.3.4 80': '10.1.0.4',
      'TCP 5.6.7.8 80': '10.1.0.4',
      'TCP 192.168.0.2 30080': '10.1.0.4',
    })
  })

  it.each<[string, Partial<ServicePort>, Endpoint[]]>([
    ['nothing is behind them', everywhere, []],
    ['nothing of this node is', { internalPolicyLocal: true }, [far]],
    ['they are of SCTP', { ...everywhere, protocol: 'SCTP' }, [far]],
  ])('stay closed where %s', (_, changes, endpoints) => {
    expect(served(changes, endpoints, '8.8.8.8')).toEqual({})
  })

  it.each([
    ['8.8.8.8', [far], undefined],
    ['8.8.8.8', [far, near], '10.0.0.3'],
    ['192.168.0.2', [far], '10.1.0.4'],
    ['10.0.0.9', [far], '10.1.0.4'],
  ])(
    'lead clients outside, as %s, only to endpoints of the node where the policy is Local',
    (client, endpoints, ip) => {
      const at = served({ ...everywhere, externalPolicyLocal: true }, endpoints, client)
      expect(at['TCP 192.168.0.2 30080']).toBe(ip)
      expect(at['TCP 172.30.0.41 80']).toBeDefined()
    },
  )

  it.each([
    ['203.0.113.9', '10.1.0.4'],
    ['203.0.114.9', undefined],
    ['5.6.7.8', '10.1.0.4'],
  ])('let %s in by the load balancer as its ranges say', (client, ip) => {
    const sourceRanges = ['203.0.113.0/24', '192.168.0.0/16']
    const at = served({ ...everywhere, sourceRanges }, [far], client)
    expect(at['TCP 5.6.7.8 80']).toBe(ip)
    expect(at['TCP 1.2.3.4 80']).toBe('10.1.0.4')
  })
})
