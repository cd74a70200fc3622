import { type Counter, type MetricsRegistry, metricsContentType } from '@knarr/component'
import type { Answer, HttpAnswer } from './http-server.ts'
import type { ProxyHealth } from './proxy-health.ts'

const sniffing = { 'X-Content-Type-Options': 'nosniff' }
const notFound: HttpAnswer = {
  ...{ status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...sniffing } },
  body: '404 page not found\n',
}

/** What the health server answers: `/healthz` for load balancers, `/livez` for probes of the proxy itself. */
export function healthAnswers(health: ProxyHealth, registry: MetricsRegistry): Answer {
  const count = (probe: string): Counter =>
    registry.counter({
      ...{ name: `kubeproxy_proxy_${probe}_total`, labels: ['code'] },
      help: `Cumulative proxy ${probe} HTTP status`,
    })
  const healthz = count('healthz')
  const livez = count('livez')
  return (path) => {
    if (path === '/healthz') return answered(health, healthz, health.isNodeEligible)
    return path === '/livez' ? answered(health, livez, undefined) : notFound
  }
}

function answered(health: ProxyHealth, counter: Counter, nodeEligible: boolean | undefined): HttpAnswer {
  const isWell = health.isHealthy && nodeEligible !== false
  const status = isWell ? 200 : 503
  counter.with(String(status)).inc()
  const { lastUpdated, currentTime, ...rest } = health.statusWith({ isWell })
  const eligibility = nodeEligible === undefined ? {} : { nodeEligible }
  const body = JSON.stringify({ lastUpdated, currentTime, ...eligibility, ...rest })
  return { status, headers: { 'Content-Type': 'application/json', ...sniffing }, body }
}

export interface MetricsAnswersOptions {
  readonly registry: MetricsRegistry
  readonly mode: string
  /** What `/configz` shows: a KubeProxyConfiguration. */
  readonly configuration?: object | undefined
}

/** What the metrics server answers: `/metrics`, `/proxyMode`, `/configz` and `/healthz`. */
export function metricsAnswers({ registry, mode, configuration = {} }: MetricsAnswersOptions): Answer {
  const text = { 'Content-Type': 'text/plain; charset=utf-8', ...sniffing }
  const answers: Record<string, () => HttpAnswer> = {
    '/healthz': () => ({ status: 200, headers: text, body: 'ok' }),
    '/proxyMode': () => ({ status: 200, headers: text, body: mode }),
    '/configz': () => ({
      ...{ status: 200, headers: { 'Content-Type': 'application/json', ...sniffing } },
      body: JSON.stringify({ 'kubeproxy.config.k8s.io': configuration }),
    }),
    '/metrics': () => ({
      ...{ status: 200, headers: { 'Content-Type': metricsContentType }, body: registry.text() },
    }),
  }
  return (path) => (Object.hasOwn(answers, path) ? answers[path]?.() : undefined) ?? notFound
}
