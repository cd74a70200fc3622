import type { ServiceCIDR } from '@knarr/api/networking/v1'
import { describe, expect, it } from 'vitest'
import { ServiceCidrs } from './service-cidrs.ts'

function named(name: string, ...cidrs: string[]): ServiceCIDR {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name, uid: name, resourceVersion: '1' },
    spec: { cidrs },
  }
}

describe('ServiceCidrs', () => {
  it('is another list only where a network came or went', () => {
    const cidrs = new ServiceCidrs()
    expect(cidrs.update(named('kubernetes', '10.96.0.0/12', 'fd00::/108'))).toBe(true)
    expect(cidrs.update(named('same', '10.96.0.0/12'))).toBe(false)
    expect(cidrs.update(named('more', '10.10.0.0/16'))).toBe(true)
    expect(cidrs.list).toEqual(['10.10.0.0/16', '10.96.0.0/12', 'fd00::/108'])
    expect(cidrs.delete(named('same'))).toBe(false)
    expect(cidrs.delete(named('more'))).toBe(true)
    expect(cidrs.list).toEqual(['10.96.0.0/12', 'fd00::/108'])
  })
})
