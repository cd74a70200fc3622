import type { Counter, Gauge, Histogram, MetricsRegistry } from '@knarr/component'

const target = ['group', 'version', 'resource', 'subresource', 'scope', 'component']
const durations = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

/** What is told of requests, by upstream's names. */
export class RequestMetrics {
  readonly total: Counter
  readonly duration: Histogram
  /** The same without what waits on others: this server measures no such wait apart. */
  readonly sli: Histogram
  readonly longRunning: Gauge
  readonly watchEvents: Counter

  constructor(registry: MetricsRegistry) {
    this.total = registry.counter({
      name: 'apiserver_request_total',
      help: 'Requests answered, by verb, target and HTTP code.',
      labels: ['verb', 'dry_run', ...target, 'code'],
    })
    this.duration = registry.histogram({
      name: 'apiserver_request_duration_seconds',
      help: 'How long requests that are no streams took to answer.',
      labels: ['verb', 'dry_run', ...target],
      buckets: durations,
    })
    this.sli = registry.histogram({
      name: 'apiserver_request_sli_duration_seconds',
      help: 'How long requests that are no streams took, for service level objectives.',
      labels: ['verb', ...target],
      buckets: durations,
    })
    this.longRunning = registry.gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Watches and streams that are open now.',
      labels: ['verb', ...target],
    })
    this.watchEvents = registry.counter({
      name: 'apiserver_watch_events_total',
      help: 'Events sent to watchers.',
      labels: ['group', 'version', 'resource'],
    })
  }
}
