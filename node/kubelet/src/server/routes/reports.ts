import { metricsContentType } from '@knarr/component'
import { queryFlag } from '@knarr/machinery'
import { upstreamConfiguration } from '../../config/upstream-configuration.ts'
import { cadvisorMetrics } from '../../stats/cadvisor-metrics.ts'
import { resourceMetrics } from '../../stats/resource-metrics.ts'
import { summaryOf } from '../../stats/summary.ts'
import { json, type Route, type RouteAnswer, text } from './route.ts'

const metrics = (body: string): RouteAnswer => ({ status: 200, contentType: metricsContentType, body })

/** How the kubelet is, how it is configured, and what the node and its pods use. */
export const reportRoutes: readonly Route[] = [
  { path: '/healthz', methods: ['GET'], answer: () => text('ok') },
  { path: '/healthz/ping', methods: ['GET'], answer: () => text('ok') },
  {
    path: '/configz',
    methods: ['GET'],
    answer: ({ parts }) => json({ kubeletconfig: upstreamConfiguration(parts.configuration) }),
  },
  { path: '/metrics', methods: ['GET'], answer: ({ parts }) => metrics(parts.metrics.text()) },
  {
    path: '/metrics/resource',
    methods: ['GET'],
    answer: async ({ parts }) => metrics(resourceMetrics(await parts.stats.usage().catch(() => undefined))),
  },
  {
    path: '/metrics/cadvisor',
    methods: ['GET'],
    answer: async ({ parts }) => metrics(cadvisorMetrics(await parts.stats.usage())),
  },
  {
    path: '/stats/summary',
    methods: ['GET', 'POST'],
    answer: async ({ parts, query }) =>
      json(
        summaryOf(await parts.stats.usage(), {
          onlyCpuAndMemory: queryFlag(query.get('only_cpu_and_memory')),
        }),
      ),
  },
]
