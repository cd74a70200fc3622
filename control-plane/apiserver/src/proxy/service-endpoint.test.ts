import { type Service, services } from '@knarr/api/core/v1'
import type { EndpointSlice } from '@knarr/api/discovery/v1'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import { serviceEndpoint } from './service-endpoint.ts'

const ports = [
  { name: 'http', port: 80 },
  { name: 'https', port: 443 },
]
const hook = { metadata: { name: 'hook', namespace: 'a' }, spec: { ports } } as Service
const slice = (service: string, ...endpoints: object[]) =>
  ({
    metadata: { labels: { 'kubernetes.io/service-name': service } },
    endpoints,
    ports: [
      { name: 'http', port: 8080 },
      { name: 'https', port: 8443 },
    ],
  }) as unknown as EndpointSlice

function contextWith(slices: readonly EndpointSlice[]): AdmissionContext {
  return {
    clock: new VirtualClock(),
    random: seededRandom(1),
    find: async (resource: unknown, { name }: { name: string }) =>
      resource === services && name === 'hook' ? hook : undefined,
    list: async () => slices,
  } as unknown as AdmissionContext
}

const ready = { addresses: ['10.0.0.1'], conditions: { ready: true } }

describe('serviceEndpoint', () => {
  it('is a ready endpoint of the service, at the port of that name', async () => {
    const slices = [
      slice('other', { addresses: ['10.0.0.9'] }),
      slice('hook', { addresses: ['10.0.0.8'], conditions: { ready: false } }, ready),
    ]
    const found = await serviceEndpoint({ namespace: 'a', name: 'hook' }, contextWith(slices))
    expect(found).toEqual({ host: '10.0.0.1', port: 8443 })
  })

  it.each([
    [{ namespace: 'a', name: 'x' }, 'service "x" not found'],
    [{ namespace: 'a', name: 'hook', port: 1 }, 'no service port 1 found for service "hook"'],
    [{ namespace: 'a', name: 'hook' }, 'no endpoints available for service "hook"'],
  ])('is not there for %j', async (reference, message) => {
    await expect(serviceEndpoint(reference, contextWith([]))).rejects.toThrow(message)
  })
})
