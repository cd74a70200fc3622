import type {
  Counter,
  CounterSeries,
  Histogram,
  HistogramSeries,
  MetricsRegistry,
  Sample,
} from '@knarr/component'
import type { FlowController, FlowTarget } from './flow-controller.ts'
import type { RequestsInFlight } from './max-in-flight.ts'

const both = ['priority_level', 'flow_schema']
const buckets = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

/** What is counted of one flow schema. */
export interface FlowSeries {
  readonly dispatched: CounterSeries
  readonly execution: HistogramSeries
  executing: number
  waiting: number
}

/** What is told of flow control, by upstream's names. */
export class FlowMetrics {
  readonly #dispatched: Counter
  readonly #rejected: Counter
  readonly #wait: Histogram
  readonly #execution: Histogram
  readonly #series = new WeakMap<FlowTarget, FlowSeries>()

  constructor(registry: MetricsRegistry, controller: FlowController) {
    this.#dispatched = registry.counter({
      name: 'apiserver_flowcontrol_dispatched_requests_total',
      help: 'Requests that were given their seats.',
      labels: both,
    })
    this.#rejected = registry.counter({
      name: 'apiserver_flowcontrol_rejected_requests_total',
      help: 'Requests that were turned away, and why.',
      labels: [...both, 'reason'],
    })
    this.#wait = registry.histogram({
      name: 'apiserver_flowcontrol_request_wait_duration_seconds',
      help: 'How long requests waited in line.',
      labels: [...both, 'execute'],
      buckets,
    })
    this.#execution = registry.histogram({
      name: 'apiserver_flowcontrol_request_execution_seconds',
      help: 'How long requests held their seats.',
      labels: both,
      buckets,
    })
    this.#observeLevels(registry, controller)
    this.#observeSchemas(registry, controller)
  }

  of(target: FlowTarget): FlowSeries {
    const known = this.#series.get(target)
    if (known) return known
    const labels = labelsOf(target)
    const series = {
      dispatched: this.#dispatched.with(...labels),
      execution: this.#execution.with(...labels),
      ...{ executing: 0, waiting: 0 },
    }
    this.#series.set(target, series)
    return series
  }

  rejected(target: FlowTarget, reason: string): void {
    this.#rejected.with(...labelsOf(target), reason).inc()
  }

  waited(target: FlowTarget, seconds: number, isExecuted: boolean): void {
    this.#wait.with(...labelsOf(target), String(isExecuted)).observe(seconds)
  }

  #observeLevels(registry: MetricsRegistry, controller: FlowController): void {
    const perLevel = (name: string, help: string, read: (level: Level) => number): void =>
      registry.observe({ name: `apiserver_flowcontrol_${name}`, help, labels: ['priority_level'] }, () =>
        [...controller.levels].map((level) => ({ labels: [level.name], value: read(level) })),
      )
    perLevel('nominal_limit_seats', 'The seats of a level by its share.', ({ nominal }) => nominal)
    perLevel('current_limit_seats', 'The seats of a level now.', ({ queues }) => queues?.seats ?? 0)
    perLevel('current_executing_seats', 'Its seats that are taken.', ({ queues }) => queues?.seatsTaken ?? 0)
  }

  #observeSchemas(registry: MetricsRegistry, controller: FlowController): void {
    const perSchema = (name: string, help: string, read: (series: FlowSeries) => number): void =>
      registry.observe({ name: `apiserver_flowcontrol_${name}`, help, labels: both }, () =>
        controller.targets.map(
          (target): Sample => ({ labels: labelsOf(target), value: read(this.of(target)) }),
        ),
      )
    perSchema('current_executing_requests', 'Requests that hold seats.', ({ executing }) => executing)
    perSchema('current_inqueue_requests', 'Requests that wait in line.', ({ waiting }) => waiting)
  }
}

type Level = FlowController['levels'] extends Iterable<infer L> ? L : never

function labelsOf({ schema, level }: FlowTarget): [string, string] {
  return [level.name, schema.metadata.name]
}

/** How many requests are served, whether there is flow control or not. */
export function observeInFlight(registry: MetricsRegistry, inFlight: RequestsInFlight): void {
  registry.observe(
    {
      name: 'apiserver_current_inflight_requests',
      help: 'Requests that are served now and are no streams.',
      labels: ['request_kind'],
    },
    () => [
      { labels: ['mutating'], value: inFlight.mutating },
      { labels: ['readOnly'], value: inFlight.readOnly },
    ],
  )
}
