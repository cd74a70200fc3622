import type { Endpoint, EndpointSlice } from '@knarr/api/discovery/v1'
import { describe, expect, it } from 'vitest'
import type { EndpointGroup } from './desired-endpoints.ts'
import { maxEndpointsPerSlice, sliceChanges } from './slice-changes.ts'

const ports = [{ name: 'http', protocol: 'TCP', port: 80 }]

function endpointOf(number: number, ready = true): Endpoint {
  return {
    addresses: [`10.0.${number >> 8}.${number & 255}`],
    conditions: { ready },
    targetRef: { kind: 'Pod', uid: String(number) },
  }
}

function sliceOf(name: string, endpoints: Endpoint[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, uid: name, resourceVersion: '1' },
    addressType: 'IPv4',
    ports,
    endpoints,
  }
}

const groupOf = (endpoints: Endpoint[]): EndpointGroup => ({ addressType: 'IPv4', ports, endpoints })
const range = (from: number, to: number): Endpoint[] =>
  Array.from({ length: to - from }, (_, index) => endpointOf(from + index))

describe('slices follow the endpoints', () => {
  it('are cut at a hundred', () => {
    const { create } = sliceChanges([], [groupOf(range(0, 250))])
    expect(create.map(({ endpoints }) => endpoints.length)).toEqual([100, 100, 50])
  })

  it('stay as they are when nothing changed', () => {
    const existing = [sliceOf('a', range(0, 3))]
    expect(sliceChanges(existing, [groupOf(range(0, 3))])).toEqual({ create: [], update: [], remove: [] })
  })

  it('change in place, filling what has room before making more', () => {
    const existing = [sliceOf('a', range(0, maxEndpointsPerSlice)), sliceOf('b', range(100, 110))]
    const wanted = [...range(1, 110), endpointOf(200), endpointOf(201, false)]
    const { create, update, remove } = sliceChanges(existing, [groupOf(wanted)])
    expect([create, remove]).toEqual([[], []])
    expect(update.map(({ endpoints = [] }) => endpoints.length).reduce((a, b) => a + b)).toBe(111)
  })

  it('keep one when there is no endpoint, and say so', () => {
    const { create, update, remove } = sliceChanges(
      [sliceOf('a', range(0, 2)), sliceOf('b', range(2, 4))],
      [],
    )
    expect(create).toEqual([])
    expect(update).toMatchObject([{ endpoints: [] }])
    expect(remove).toHaveLength(1)
    expect(sliceChanges([], []).create).toHaveLength(1)
  })

  it('are rewritten when their ports are wanted no more and others are', () => {
    const other = (addressType: 'IPv4' | 'IPv6'): EndpointGroup => ({
      addressType,
      ports: [{ name: 'http', protocol: 'TCP', port: 81 }],
      endpoints: range(0, 1),
    })
    const { create, update, remove } = sliceChanges([sliceOf('a', range(0, 1))], [other('IPv4')])
    expect([create, remove]).toEqual([[], []])
    expect(update).toMatchObject([{ metadata: { name: 'a' }, ports: [{ port: 81 }] }])
    const moved = sliceChanges([sliceOf('a', range(0, 1))], [other('IPv6')], ['IPv6'])
    expect(moved).toMatchObject({ create: [{ addressType: 'IPv6' }], update: [], remove: [{}] })
  })

  it('take new endpoints where they fit best, and leave the others alone', () => {
    const existing = [sliceOf('a', range(0, 40)), sliceOf('b', range(40, 100)), sliceOf('c', range(100, 195))]
    const { create, update } = sliceChanges(existing, [groupOf(range(0, 215))])
    expect(create).toEqual([])
    expect(update.map(({ metadata, endpoints = [] }) => [metadata.name, endpoints.length])).toEqual([
      ['b', 80],
    ])
  })

  it('keep one empty slice for each family without endpoints', () => {
    const { create } = sliceChanges([], [groupOf(range(0, 1))], ['IPv4', 'IPv6'])
    expect(create.map(({ addressType, endpoints }) => [addressType, endpoints.length])).toEqual([
      ['IPv4', 1],
      ['IPv6', 0],
    ])
  })
})
