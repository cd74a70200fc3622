import type { ConfigMap, Container, Pod, Secret, Service } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { environmentOf } from './environment.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const configMap = { data: { color: 'blue', 'log.level': 'debug' } } as unknown as ConfigMap
const secret = { data: { token: base64('s3cret'), color: base64('red') } } as unknown as Secret

interface Given {
  readonly spec?: Partial<Pod['spec']>
  readonly services?: readonly Service[]
}

function envOf(container: Partial<Container>, { spec = {}, services = [] }: Given = {}) {
  const whole = { name: 'c', ...container }
  const metadata = { namespace: 'shop', name: 'web', uid: 'u1', labels: { app: 'web' } }
  return environmentOf({
    pod: { metadata, spec: { nodeName: 'n1', containers: [whole], ...spec } } as unknown as Pod,
    container: whole,
    services,
    source: {
      configMap: async (namespace, name) =>
        namespace === 'shop' && name === 'settings' ? configMap : undefined,
      secret: async (namespace, name) => (namespace === 'shop' && name === 'keys' ? secret : undefined),
    },
    facts: { podIps: ['10.1.0.7', 'fd00::7'], hostIp: '10.0.0.1', allocatable: { cpu: '2', memory: '1Gi' } },
  })
}

function service(name: string, spec: Partial<Service['spec']>, namespace = 'shop'): Service {
  const ports = [{ port: 80 }]
  return { metadata: { name, namespace }, spec: { clusterIP: '10.96.0.9', ports, ...spec } } as Service
}

describe('environmentOf', () => {
  it('takes whole objects with a prefix, later ones winning and env winning over them', async () => {
    const environment = await envOf({
      envFrom: [
        { configMapRef: { name: 'settings' } },
        { secretRef: { name: 'keys' } },
        { prefix: 'P_', configMapRef: { name: 'settings' } },
      ],
      env: [{ name: 'token', value: 'own, not $(token), in $(P_color)' }],
    })
    expect(Object.fromEntries(environment)).toEqual({
      color: 'red',
      'log.level': 'debug',
      token: 'own, not s3cret, in blue',
      P_color: 'blue',
      'P_log.level': 'debug',
    })
  })

  it('expands only what was defined before', async () => {
    const environment = await envOf({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '$(A)$(C)$$(A)' },
        { name: 'C', value: '3' },
        { name: 'A', value: '$(A)$(C)' },
      ],
    })
    expect([...environment]).toEqual([
      ['A', '13'],
      ['B', '1$(C)$(A)'],
      ['C', '3'],
    ])
  })

  it('reads fields, resources and keys', async () => {
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } })
    const resource = (name: string, text: string, divisor?: string) => ({
      name,
      valueFrom: { resourceFieldRef: { resource: text, ...(divisor ? { divisor } : {}) } },
    })
    const environment = await envOf({
      resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '100Mi' } },
      env: [
        field('NAME', 'metadata.name'),
        field('APP', "metadata.labels['app']"),
        field('NONE', "metadata.annotations['none']"),
        field('IP', 'status.podIP'),
        field('IPS', 'status.podIPs'),
        field('NODE', 'spec.nodeName'),
        resource('CPU', 'requests.cpu'),
        resource('MILLI', 'requests.cpu', '1m'),
        resource('CPU_LIMIT', 'limits.cpu'),
        resource('MEMORY', 'limits.memory', '1Mi'),
        { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color' } } },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
      ],
    })
    expect(Object.fromEntries(environment)).toEqual({
      ...{ NAME: 'web', APP: 'web', NONE: '', IP: '10.1.0.7', IPS: '10.1.0.7,fd00::7', NODE: 'n1' },
      ...{ CPU: '1', MILLI: '250', CPU_LIMIT: '2', MEMORY: '100', COLOR: 'blue', TOKEN: 's3cret' },
    })
  })

  it('leaves out what is optional and missing', async () => {
    const environment = await envOf({
      envFrom: [
        { configMapRef: { name: 'none', optional: true } },
        { secretRef: { name: 'none', optional: true } },
      ],
      env: [
        { name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k', optional: true } } },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k', optional: true } } },
        { name: 'C', valueFrom: { secretKeyRef: { name: 'none', key: 'k', optional: true } } },
        { name: 'D', valueFrom: { secretKeyRef: { name: 'keys', key: 'k', optional: true } } },
      ],
    })
    expect(environment.size).toBe(0)
  })

  it.each<[string, Partial<Container>]>([
    ['configmap "none" not found', { envFrom: [{ configMapRef: { name: 'none' } }] }],
    ['secret "none" not found', { envFrom: [{ secretRef: { name: 'none' } }] }],
    [
      'configmap "none" not found',
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'none', key: 'k' } } }] },
    ],
    [
      "couldn't find key k in ConfigMap shop/settings",
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } }] },
    ],
    [
      'secret "none" not found',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'none', key: 'k' } } }] },
    ],
    [
      "couldn't find key k in Secret shop/keys",
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'keys', key: 'k' } } }] },
    ],
    [
      'unsupported fieldPath: spec.wrong',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.wrong' } } }] },
    ],
    [
      'container other not found',
      {
        env: [
          { name: 'A', valueFrom: { resourceFieldRef: { containerName: 'other', resource: 'limits.cpu' } } },
        ],
      },
    ],
  ])('complains: %s', async (message, container) => {
    await expect(envOf(container)).rejects.toEqual(new ConfigError(message))
  })
})

describe('service variables', () => {
  const services = [
    service('my-db', {
      ports: [
        { name: 'sql-in', port: 5432 },
        { name: 'dns', port: 53, protocol: 'UDP' },
      ],
    } as Partial<Service['spec']>),
    service('six', { clusterIP: 'fd00::1' }),
    service('headless', { clusterIP: 'None' }),
    service('elsewhere', {}, 'other'),
    service('kubernetes', { clusterIP: '10.96.0.1' }, 'default'),
  ]

  it('name host and ports as Docker links do', async () => {
    const environment = await envOf({}, { services })
    expect(Object.fromEntries([...environment].filter(([name]) => name.startsWith('MY_DB')))).toEqual({
      MY_DB_SERVICE_HOST: '10.96.0.9',
      MY_DB_SERVICE_PORT: '5432',
      MY_DB_SERVICE_PORT_SQL_IN: '5432',
      MY_DB_SERVICE_PORT_DNS: '53',
      MY_DB_PORT: 'tcp://10.96.0.9:5432',
      MY_DB_PORT_5432_TCP: 'tcp://10.96.0.9:5432',
      MY_DB_PORT_5432_TCP_PROTO: 'tcp',
      MY_DB_PORT_5432_TCP_PORT: '5432',
      MY_DB_PORT_5432_TCP_ADDR: '10.96.0.9',
      MY_DB_PORT_53_UDP: 'udp://10.96.0.9:53',
      MY_DB_PORT_53_UDP_PROTO: 'udp',
      MY_DB_PORT_53_UDP_PORT: '53',
      MY_DB_PORT_53_UDP_ADDR: '10.96.0.9',
    })
    expect(environment.get('SIX_PORT')).toBe('tcp://[fd00::1]:80')
    expect([...environment.keys()].filter((name) => /HEADLESS|ELSEWHERE/.test(name))).toEqual([])
    expect(environment.get('KUBERNETES_SERVICE_HOST')).toBe('10.96.0.1')
  })

  it('are only the API server’s where service links are declined', async () => {
    const environment = await envOf({}, { services, spec: { enableServiceLinks: false } })
    expect([...environment.keys()].filter((name) => name.endsWith('_HOST'))).toEqual([
      'KUBERNETES_SERVICE_HOST',
    ])
  })

  it('can be used by env, and a service of the namespace hides the API server’s', async () => {
    const own = service('kubernetes', { clusterIP: '10.96.0.77' })
    const environment = await envOf(
      { env: [{ name: 'URL', value: 'http://$(KUBERNETES_SERVICE_HOST)' }] },
      { services: [own, ...services] },
    )
    expect(environment.get('URL')).toBe('http://10.96.0.77')
  })
})
