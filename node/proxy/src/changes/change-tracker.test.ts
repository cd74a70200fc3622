import type { Node, Service } from '@knarr/api/core/v1'
import type { EndpointSlice } from '@knarr/api/discovery/v1'
import { beforeEach, describe, expect, it } from 'vitest'
import { ChangeTracker } from './change-tracker.ts'

const service = (name: string, spec: Partial<Service['spec']> = {}, labels = {}): Service => ({
  ...{ apiVersion: 'v1', kind: 'Service' },
  metadata: { namespace: 'default', name, labels } as Service['metadata'],
  spec: {
    clusterIP: '10.96.0.7',
    clusterIPs: ['10.96.0.7'],
    ports: [{ port: 80, nodePort: 30080 }],
    ...spec,
  },
})

const slice = (service: string, name: string, endpoints: EndpointSlice['endpoints']): EndpointSlice => ({
  ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
  metadata: {
    ...{ namespace: 'default', name },
    labels: { 'kubernetes.io/service-name': service },
  } as unknown as EndpointSlice['metadata'],
  ports: [{ port: 8080 }],
  ...(endpoints ? { endpoints } : {}),
})

describe('ChangeTracker', () => {
  let tracker: ChangeTracker
  beforeEach(() => {
    tracker = new ChangeTracker({ family: 'IPv4', nodeName: 'here' })
  })

  it('answers only the services that changed', () => {
    tracker.updateService(service('a'))
    tracker.updateService(service('b'))
    expect(tracker.take().map(({ key }) => key)).toEqual(['default/a', 'default/b'])
    expect(tracker.updateSlice(slice('b', 'b-1', [{ addresses: ['10.0.0.1'], nodeName: 'here' }]))).toBe(true)
    const [change, ...others] = tracker.take()
    expect(others).toEqual([])
    expect(change?.entries[0]?.endpoints).toMatchObject([
      { ip: '10.0.0.1', port: 8080, ready: true, serving: true, terminating: false, isLocal: true },
    ])
    expect(tracker.take()).toEqual([])
  })

  it('sees no change where nothing it needs is another', () => {
    tracker.updateService(service('a'))
    tracker.updateSlice(slice('a', 'a-1', [{ addresses: ['10.0.0.1'] }]))
    tracker.take()
    const again = service('a')
    again.metadata.resourceVersion = '9'
    expect(tracker.updateService(again)).toBe(false)
    expect(tracker.updateSlice(slice('a', 'a-1', [{ addresses: ['10.0.0.1'] }]))).toBe(false)
    expect(tracker.pending).toBe(0)
  })

  it('joins the slices of a service and counts an endpoint in two of them once', () => {
    tracker.updateService(service('a'))
    const unready = { addresses: ['10.0.0.2'], conditions: { ready: false } }
    tracker.updateSlice(slice('a', 'a-1', [unready, { addresses: ['10.0.0.1'] }]))
    tracker.updateSlice(slice('a', 'a-2', [{ addresses: ['10.0.0.2'] }]))
    const endpoints = tracker.take()[0]?.entries[0]?.endpoints
    expect(endpoints?.map(({ ip, ready }) => [ip, ready])).toEqual([
      ['10.0.0.1', true],
      ['10.0.0.2', true],
    ])
  })

  it('answers a deleted service without ports, and takes up its slices when it comes back', () => {
    tracker.updateService(service('a'))
    tracker.updateSlice(slice('a', 'a-1', [{ addresses: ['10.0.0.1'] }]))
    tracker.take()
    tracker.deleteService(service('a'))
    expect(tracker.take()).toEqual([{ key: 'default/a', entries: [] }])
    tracker.updateService(service('a'))
    expect(tracker.take()[0]?.entries[0]?.endpoints).toHaveLength(1)
  })

  it.each([
    ['headless', service('a', { clusterIP: 'None', clusterIPs: ['None'] })],
    ['of type ExternalName', service('a', { type: 'ExternalName', externalName: 'example.org' })],
    ["another proxy's", service('a', {}, { 'service.kubernetes.io/service-proxy-name': 'other' })],
    ['labelled headless', service('a', {}, { 'service.kubernetes.io/headless': '' })],
    ['of the other family', service('a', { clusterIP: 'fd00::1', clusterIPs: ['fd00::1'] })],
  ])('passes over a service that is %s', (_, passed) => {
    expect(tracker.updateService(passed)).toBe(false)
  })

  it('lets go of a service that becomes headless', () => {
    tracker.updateService(service('a'))
    tracker.take()
    expect(tracker.updateService(service('a', { clusterIP: 'None', clusterIPs: ['None'] }))).toBe(true)
    expect(tracker.take()).toEqual([{ key: 'default/a', entries: [] }])
  })

  it('takes only the zone of its own node for a change, and then of every service', () => {
    tracker.updateService(service('a'))
    tracker.take()
    const node = (name: string): Node => ({
      ...{ apiVersion: 'v1', kind: 'Node', spec: {} },
      metadata: { name, labels: { 'topology.kubernetes.io/zone': 'north' } } as unknown as Node['metadata'],
    })
    expect(tracker.updateNode(node('there'))).toBe(false)
    expect(tracker.updateNode(node('here'))).toBe(true)
    expect(tracker.take().map(({ key }) => key)).toEqual(['default/a'])
    expect(tracker.topology.zone).toBe('north')
  })
})
