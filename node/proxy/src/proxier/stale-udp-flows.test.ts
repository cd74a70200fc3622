import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../model/service-port.ts'
import { endpoint, servicePort } from '../testing/cases.ts'
import { StaleUdpFlows } from './stale-udp-flows.ts'

const key = 'ns1/svc1'
const udp = servicePort({ protocol: 'UDP', clusterIp: '10.96.0.10', port: 53, nodePort: 30053 })
const entries = (...endpoints: Endpoint[]): { servicePort: typeof udp; endpoints: Endpoint[] }[] => [
  { servicePort: udp, endpoints },
]

describe('stale UDP flows', () => {
  it('are those to endpoints that are gone or no longer ready', () => {
    const flows = new StaleUdpFlows()
    flows.update({ key, entries: entries(endpoint('10.0.0.1'), endpoint('10.0.0.2')) })
    const after = entries(endpoint('10.0.0.1'), endpoint('10.0.0.2', { ready: false, serving: false }))
    expect(flows.update({ key, entries: after })).toEqual([
      ['-p', 'udp', '--orig-dst', '10.96.0.10', '--orig-port-dst', '53', '--dst-nat', '10.0.0.2'],
      ['-p', 'udp', '--orig-port-dst', '30053', '--dst-nat', '10.0.0.2'],
    ])
    expect(flows.update({ key, entries: after })).toEqual([])
  })

  it('are those of before there was an endpoint, and those of a service that is gone', () => {
    const flows = new StaleUdpFlows()
    expect(flows.update({ key, entries: entries() })).toEqual([])
    expect(flows.update({ key, entries: entries(endpoint('10.0.0.1')) })).toEqual([
      ['-p', 'udp', '--orig-dst', '10.96.0.10', '--orig-port-dst', '53'],
      ['-p', 'udp', '--orig-port-dst', '30053'],
    ])
    expect(flows.update({ key, entries: [] })).toHaveLength(2)
  })

  it('are none of TCP', () => {
    const flows = new StaleUdpFlows()
    const tcp = { servicePort: servicePort(), endpoints: [endpoint('10.0.0.1')] }
    expect(flows.update({ key, entries: [tcp] })).toEqual([])
    expect(flows.update({ key, entries: [] })).toEqual([])
  })
})
