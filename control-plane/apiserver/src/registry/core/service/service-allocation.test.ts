import type { Service } from '@knarr/api/core/v1'
import { cloneJson, fieldErrorText, StatusError, seededRandom } from '@knarr/machinery'
import { beforeEach, describe, expect, it } from 'vitest'
import { testContext } from '../../testing/strategy-suite.ts'
import { MemoryServiceIpAllocator } from './memory-service-ip-allocator.ts'
import { releaseService } from './service-allocation.ts'
import { serviceStrategyWith } from './service-strategy.ts'

const nodePorts = { first: 30000, last: 30002 }
let allocator: MemoryServiceIpAllocator

beforeEach(() => {
  allocator = new MemoryServiceIpAllocator(seededRandom(7), { cidrs: ['10.96.0.0/29'], nodePorts })
})

function created(spec: Service['spec'], name = 'web'): Service {
  const strategy = serviceStrategyWith(allocator)
  const metadata = { name, namespace: 'default', uid: name, resourceVersion: '1' }
  const service: Service = { apiVersion: 'v1', kind: 'Service', metadata, spec: cloneJson(spec) }
  strategy.defaults?.(service)
  strategy.prepareForCreate?.(service, testContext())
  expect((strategy.validate?.(service) ?? []).map(fieldErrorText)).toEqual([])
  return service
}

function updated(old: Service, change: (service: Service) => void): Service {
  const strategy = serviceStrategyWith(allocator)
  const service = cloneJson(old)
  change(service)
  strategy.defaults?.(service)
  strategy.prepareForUpdate?.(service, old, testContext())
  expect((strategy.validateUpdate?.(service, old) ?? []).map(fieldErrorText)).toEqual([])
  return service
}

function refusal(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    return error instanceof StatusError ? (error.status.details?.causes?.[0]?.message ?? '') : String(error)
  }
  return 'not refused'
}

const web = { ports: [{ port: 80 }] }

describe('a service that is created', () => {
  it('is given an address of the range, and its family', () => {
    const { spec } = created(web)
    expect(spec.clusterIP).toMatch(/^10\.96\.0\.[1-6]$/)
    expect(spec).toMatchObject({
      clusterIPs: [spec.clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    })
  })

  it('gets no address another has, until there is none left', () => {
    const ips = Array.from({ length: 6 }, (_, index) => created(web, `s${index}`).spec.clusterIP)
    expect(new Set(ips).size).toBe(6)
    expect(refusal(() => created(web))).toContain('range is full')
  })

  it('may name its address, if that is free and in the range', () => {
    expect(created({ ...web, clusterIP: '10.96.0.3' }).spec.clusterIPs).toEqual(['10.96.0.3'])
    expect(refusal(() => created({ ...web, clusterIP: '10.96.0.3' }))).toContain(
      'provided IP is already allocated',
    )
    expect(refusal(() => created({ ...web, clusterIP: '10.97.0.3' }))).toContain(
      'provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/29',
    )
  })

  it('has no address when it is headless or only a name', () => {
    const headless = created({ ...web, clusterIP: 'None', selector: { app: 'web' } })
    expect(headless.spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'], ipFamilies: ['IPv4'] })
    const named = created({ type: 'ExternalName', externalName: 'db.example.com' })
    expect(named.spec.clusterIPs).toBeUndefined()
    expect(named.spec.ipFamilies).toBeUndefined()
  })

  it('may name any family without a selector, and only those there are with one', () => {
    expect(created({ ...web, clusterIP: 'None' }).spec).toMatchObject({
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'RequireDualStack',
    })
    expect(refusal(() => created({ ...web, ipFamilies: ['IPv6'] }))).toContain(
      'not configured on this cluster',
    )
    expect(refusal(() => created({ ...web, ipFamilyPolicy: 'RequireDualStack' }))).toContain('dual-stack')
  })

  it('gets node ports when its type has them, one for both protocols of a port', () => {
    const ports = [
      { name: 't', port: 53, protocol: 'TCP' },
      { name: 'u', port: 53, protocol: 'UDP' },
    ]
    const { spec } = created({ type: 'NodePort', ports })
    expect(spec.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000)
    expect(spec.ports?.[1]?.nodePort).toBe(spec.ports?.[0]?.nodePort)
  })

  it('is refused a node port that is taken or out of range, and keeps nothing', () => {
    created({ type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] })
    const free = (): number => [30000, 30001, 30002].filter((port) => !allocator.reserveNodePort(port)).length
    expect(refusal(() => created({ type: 'NodePort', ports: [{ port: 80, nodePort: 30001 }] }))).toContain(
      'provided port is already allocated',
    )
    expect(
      refusal(() =>
        created({
          type: 'NodePort',
          ports: [
            { name: 'a', port: 80, nodePort: 30000 },
            { name: 'b', port: 81, nodePort: 99 },
          ],
        }),
      ),
    ).toContain('The range of valid ports is 30000-30002')
    expect(free()).toBe(2)
  })

  it('takes nothing when it will be refused anyway', () => {
    const strategy = serviceStrategyWith(allocator)
    const metadata = { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '' }
    const service: Service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: '10.96.0.1' } }
    strategy.defaults?.(service)
    strategy.prepareForCreate?.(service, testContext())
    expect(strategy.validate?.(service)?.map(fieldErrorText)).toEqual(['spec.ports: Required value'])
    expect(allocator.reserveIp('10.96.0.1')).toBeUndefined()
  })
})

describe('a service that is updated', () => {
  it('keeps what a client leaves out', () => {
    const old = created({ type: 'NodePort', ...web })
    const service = updated(old, ({ spec }) => {
      delete spec.clusterIP
      delete spec.clusterIPs
      delete spec.ipFamilies
      spec.ports = [{ port: 80 }]
    })
    expect(service.spec).toEqual(old.spec)
  })

  it('loses its node ports with the type that had them, and frees them once stored', () => {
    const old = created({ type: 'NodePort', ports: [{ port: 80, nodePort: 30002 }] })
    const service = updated(old, ({ spec }) => {
      spec.type = 'ClusterIP'
    })
    expect(service.spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }])
    expect(service.spec.externalTrafficPolicy).toBeUndefined()
    expect(allocator.reserveNodePort(30002)).toContain('already allocated')
    releaseService(service, old, allocator)
    expect(allocator.reserveNodePort(30002)).toBeUndefined()
  })

  it('becomes a name and an address again', () => {
    const old = created(web)
    const named = updated(old, ({ spec }) => {
      spec.type = 'ExternalName'
      spec.externalName = 'db.example.com'
    })
    expect(named.spec.clusterIP).toBeUndefined()
    releaseService(named, old, allocator)
    const back = updated(named, ({ spec }) => {
      spec.type = 'ClusterIP'
    })
    expect(back.spec.clusterIP).toMatch(/^10\.96\.0\./)
  })

  it('may not move to another address', () => {
    const old = created({ ...web, clusterIP: '10.96.0.2' })
    const strategy = serviceStrategyWith(allocator)
    const service = cloneJson(old)
    service.spec.clusterIP = '10.96.0.3'
    strategy.prepareForUpdate?.(service, old, testContext())
    expect(strategy.validateUpdate?.(service, old).map(fieldErrorText)).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.3"]: may not change once set',
    ])
  })

  it('with traffic kept local is given a port for health checks', () => {
    const { spec } = created({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ...web })
    expect(spec.healthCheckNodePort).toBeGreaterThanOrEqual(30000)
    expect(spec.healthCheckNodePort).not.toBe(spec.ports?.[0]?.nodePort)
  })
})

describe('an allocator', () => {
  it('takes what services hold when it starts, and frees it when they go', () => {
    const service = created({
      type: 'NodePort',
      clusterIP: '10.96.0.4',
      ports: [{ port: 80, nodePort: 30001 }],
    })
    const restarted = new MemoryServiceIpAllocator(seededRandom(1), { cidrs: ['10.96.0.0/29'], nodePorts })
    restarted.repair([service])
    expect(restarted.reserveIp('10.96.0.4')).toContain('already allocated')
    expect(restarted.reserveNodePort(30001)).toContain('already allocated')
    releaseService(undefined, service, restarted)
    expect(restarted.reserveIp('10.96.0.4')).toBeUndefined()
  })

  it('mends a leak at the second repair, not the first: its holder may be on the way', () => {
    allocator.repair([])
    allocator.reserveIp('10.96.0.1')
    allocator.repair([])
    expect(allocator.reserveIp('10.96.0.1')).toContain('already allocated')
    allocator.repair([])
    expect(allocator.reserveIp('10.96.0.1')).toBeUndefined()
  })

  it('hands out the upper part of a range first', () => {
    const large = new MemoryServiceIpAllocator(seededRandom(3), { cidrs: ['10.0.0.0/24'], nodePorts })
    const last = Array.from({ length: 238 }, () => Number(large.allocateIp('IPv4')?.split('.')[3]))
    expect(Math.min(...last)).toBe(17)
    expect(large.allocateIp('IPv4')).toMatch(/^10\.0\.0\.([1-9]|1[0-6])$/)
  })

  it('gives a dual-stack service an address of each family', () => {
    allocator = new MemoryServiceIpAllocator(seededRandom(3), {
      cidrs: ['10.0.0.0/24', 'fd00::/108'],
      nodePorts,
    })
    const { spec } = created({ ...web, ipFamilyPolicy: 'PreferDualStack' })
    expect(spec.ipFamilies).toEqual(['IPv4', 'IPv6'])
    expect(spec.clusterIPs?.[1]).toMatch(/^fd00::/)
  })
})
