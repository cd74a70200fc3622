import { pods, services } from '@knarr/api/core/v1'
import { seededRandom } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { type Lookup, podLocation, proxyNameOf, serviceLocation } from './proxy-location.ts'

const objects = new Map<unknown, Record<string, unknown>>([
  [
    pods,
    {
      web: {
        spec: { containers: [{}, { ports: [{ containerPort: 8080 }] }] },
        status: { podIP: '10.0.0.1' },
      },
      bare: { spec: { containers: [{}] }, status: { podIP: 'fd00::1' } },
      host: { spec: { containers: [{}] }, status: { podIP: '127.0.0.1' } },
      young: { spec: { containers: [{}] } },
    },
  ],
  [
    services,
    {
      web: { metadata: { name: 'web' }, spec: { ports: [{ name: 'http', port: 80 }] } },
      idle: { metadata: { name: 'idle' }, spec: { ports: [{ port: 80 }] } },
    },
  ],
])

const slice = {
  metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
  endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'], conditions: { ready: false } }],
  ports: [{ name: 'http', port: 8080 }],
}

const lookup = {
  random: seededRandom(1),
  list: async () => [slice],
  find: async (resource: unknown, { name }: { name: string }) => objects.get(resource)?.[name],
} as unknown as Lookup

describe('proxyNameOf', () => {
  it.each([
    ['web', { scheme: 'http', name: 'web', port: '' }],
    ['web:80', { scheme: 'http', name: 'web', port: '80' }],
    ['https:web:', { scheme: 'https', name: 'web', port: '' }],
    ['https:web:tls', { scheme: 'https', name: 'web', port: 'tls' }],
  ])('reads %s', (id, name) => {
    expect(proxyNameOf(id, 'pod')).toEqual(name)
  })

  it.each(['', ':80', 'web:', 'ftp:web:80', 'a:b:c:d'])('refuses %j', (id) => {
    expect(() => proxyNameOf(id, 'service')).toThrow(`invalid service request ${JSON.stringify(id)}`)
  })
})

describe('podLocation', () => {
  it.each([
    ['web', 'http://10.0.0.1:8080/'],
    ['web:81', 'http://10.0.0.1:81/'],
    ['https:bare:', 'https://[fd00::1]/'],
  ])('of %s is %s', async (id, location) => {
    expect(String(await podLocation('default', id, lookup))).toBe(location)
  })

  it.each([
    ['host', 'address not allowed'],
    ['young', 'address not allowed'],
    ['none', 'pods "none" not found'],
  ])('of %s is refused', async (id, message) => {
    await expect(podLocation('default', id, lookup)).rejects.toThrow(message)
  })
})

describe('serviceLocation', () => {
  it.each([
    ['web:80', 'http://10.0.0.1:8080/'],
    ['https:web:http', 'https://10.0.0.1:8080/'],
  ])('of %s is %s', async (id, location) => {
    expect(String(await serviceLocation('default', id, lookup))).toBe(location)
  })

  it.each([
    ['web:81', 'no service port 81 found for service "web"'],
    ['web', 'no endpoints available for service "web"'],
    ['idle:80', 'no endpoints available for service "idle:80"'],
    ['none', 'services "none" not found'],
  ])('of %s is refused', async (id, message) => {
    await expect(serviceLocation('default', id, lookup)).rejects.toThrow(message)
  })
})
