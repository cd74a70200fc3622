import type { Node } from '@knarr/api/core/v1'
import { MetricsRegistry, silentLogger } from '@knarr/component'
import { listenHere } from '@knarr/linux'
import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { endpoint, servicePort } from '../testing/cases.ts'
import { healthAnswers, metricsAnswers } from './proxy-endpoints.ts'
import { ProxyHealth } from './proxy-health.ts'
import { ServiceHealth } from './service-health.ts'

const metadata = { name: 'n1', uid: 'u1', resourceVersion: '1' }
const node: Node = { apiVersion: 'v1', kind: 'Node', metadata, spec: {} }

function scene(): {
  clock: VirtualClock
  health: ProxyHealth
  registry: MetricsRegistry
  get: (path: string) => [number, unknown]
} {
  const clock = new VirtualClock()
  const health = new ProxyHealth(clock, 60_000)
  const registry = new MetricsRegistry()
  const answers = healthAnswers(health, registry)
  health.updateNode(node)
  const get = (path: string): [number, unknown] => {
    const { status, body } = answers(path)
    return [status, JSON.parse(body)]
  }
  return { clock, health, registry, get }
}

describe('the health server', () => {
  it('is well before anything was written', () => {
    const { get } = scene()
    expect(get('/healthz')).toEqual([200, expect.objectContaining({ healthy: true, nodeEligible: true })])
    expect(get('/livez')[1]).not.toHaveProperty('nodeEligible')
  })

  it('fails where a change waited for the time-out in one family, and counts the answers', async () => {
    const { clock, health, registry, get } = scene()
    for (const family of ['IPv4', 'IPv6'] as const) health.updated(family)
    const written = new Date(clock.now()).toISOString()
    health.queued('IPv6')
    await clock.advance(30_000)
    health.queued('IPv6')
    await clock.advance(29_999)
    expect(get('/healthz')[0]).toBe(200)
    await clock.advance(1)
    expect(get('/livez')).toEqual([
      503,
      {
        ...{ lastUpdated: written, currentTime: new Date(clock.now()).toISOString(), healthy: false },
        status: {
          IPv4: { lastUpdated: written, healthy: true },
          IPv6: { lastUpdated: written, healthy: false },
        },
      },
    ])
    health.updated('IPv6')
    expect(get('/healthz')[0]).toBe(200)
    expect(registry.text()).toMatch(/kubeproxy_proxy_healthz_total\{code="200"\} 2/)
    expect(registry.text()).toMatch(/kubeproxy_proxy_livez_total\{code="503"\} 1/)
  })

  it.each<[string, Node | undefined]>([
    ['is not there', undefined],
    ['is being deleted', { ...node, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    [
      'is to be removed by the autoscaler',
      { ...node, spec: { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] } },
    ],
  ])('sends load balancers away from a node that %s, while it lives', (_, gone) => {
    const { health, get } = scene()
    health.updateNode(gone)
    expect(get('/healthz')).toEqual([503, expect.objectContaining({ nodeEligible: false, healthy: true })])
    expect(get('/livez')[0]).toBe(200)
  })
})

describe('the metrics server', () => {
  it.each([
    ['/proxyMode', 200, 'nftables'],
    ['/healthz', 200, 'ok'],
    ['/configz', 200, '{"kubeproxy.config.k8s.io":{"mode":"nftables"}}'],
    ['/none', 404, '404 page not found\n'],
    ['/constructor', 404, '404 page not found\n'],
  ])('answers %s', (path, status, body) => {
    const registry = new MetricsRegistry()
    const configuration = { mode: 'nftables' }
    expect(metricsAnswers({ registry, mode: 'nftables', configuration })(path)).toMatchObject({
      status,
      body,
    })
  })
})

describe('ServiceHealth', () => {
  it('answers with the local endpoints of its service, and closes with it', async () => {
    const { health } = scene()
    const port = 30_000 + (process.pid % 2_000)
    const addresses = ['127.0.0.1']
    const service = new ServiceHealth({
      nodeName: 'n1',
      addresses,
      health,
      listen: listenHere,
      logger: silentLogger,
    })
    const check = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/`)
    const entry = (isLocal: boolean): Parameters<ServiceHealth['sync']>[0] => [
      {
        key: 'ns1/svc1',
        entries: [
          {
            servicePort: servicePort({ healthCheckNodePort: port }),
            endpoints: [endpoint('10.0.0.1', { isLocal }), endpoint('10.0.0.1', { isLocal, port: 81 })],
          },
        ],
      },
    ]
    await service.sync(entry(true))
    const answer = await check()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-load-balancing-endpoint-weight')).toBe('1')
    expect(await answer.text()).toBe(
      '{\n\t"service": {\n\t\t"namespace": "ns1",\n\t\t"name": "svc1"\n\t},\n\t"localEndpoints": 1,\n\t"serviceProxyHealthy": true\n}',
    )
    await service.sync(entry(false))
    expect((await check()).status).toBe(503)
    await service.sync([{ key: 'ns1/svc1', entries: [] }])
    await expect(check()).rejects.toThrow()
    service.stop()
  })
})
