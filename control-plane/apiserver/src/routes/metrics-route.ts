import { type MetricsRegistry, metricsContentType } from '@knarr/component'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import type { Route } from './route.ts'

/** `/metrics`, in Prometheus' text format. */
export function metricsRoute(registry: MetricsRegistry, server: ServerMetrics): Route {
  return {
    paths: ['/metrics'],
    handles: (path) => path === '/metrics',

    async answer() {
      await server.refresh()
      return { kind: 'bytes', code: 200, contentType: metricsContentType, body: registry.text() }
    },
  }
}
