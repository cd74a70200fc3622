import type { MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import { routes } from './routes/order.ts'
import { routeAt } from './routes/route.ts'
import { upgradeRoutes } from './routes/streams.ts'

const all = [...routes, ...upgradeRoutes]

/** Counts requests by upstream's names. A request's path is the first part of the route's: names are no labels. */
export class RequestMetrics {
  readonly #clock: Clock
  readonly #total
  readonly #inflight
  readonly #duration

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#clock = clock
    const labels = ['method', 'path', 'server_type', 'long_running']
    this.#total = registry.counter({
      name: 'kubelet_http_requests_total',
      help: 'Requests that came.',
      labels,
    })
    this.#inflight = registry.gauge({
      ...{ name: 'kubelet_http_inflight_requests', help: 'Requests under way.', labels },
    })
    this.#duration = registry.histogram({
      ...{ name: 'kubelet_http_requests_duration_seconds', help: 'What requests took.', labels },
    })
  }

  /** To be called when it is over. */
  began({ method, path }: { readonly method: string; readonly path: string }): () => void {
    const [, base = ''] = (routeAt(all, path)?.route.path ?? '').split('/')
    const isLong = ['exec', 'attach', 'portForward', 'containerLogs'].includes(base)
    const labels = [method, base === 'metrics' ? path.slice(1) : base, 'readwrite', String(isLong)]
    const startedAtMs = this.#clock.now()
    this.#total.with(...labels).inc()
    this.#inflight.with(...labels).inc()
    return () => {
      this.#inflight.with(...labels).dec()
      this.#duration.with(...labels).observe((this.#clock.now() - startedAtMs) / 1000)
    }
  }
}
