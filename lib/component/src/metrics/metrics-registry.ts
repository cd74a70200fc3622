import { Counter } from './counter.ts'
import { Gauge, observedMetric, type Sample } from './gauge.ts'
import { Histogram, type HistogramDefinition } from './histogram.ts'
import { type Metric, type MetricDefinition, metricText } from './metric-text.ts'

const nameShape = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/

/**
 * The metrics behind one `/metrics`. Asking twice for the same name gives the same metric, so that
 * components in one process can share one; asking for it with another type or other labels throws.
 */
export class MetricsRegistry {
  readonly #metrics = new Map<string, Metric>()

  counter(definition: MetricDefinition): Counter {
    return this.#shared(definition, Counter)
  }

  gauge(definition: MetricDefinition): Gauge {
    return this.#shared(definition, Gauge)
  }

  histogram(definition: HistogramDefinition): Histogram {
    return this.#shared(definition, Histogram)
  }

  /** A metric whose samples are read when `text` is asked for; `type` is `gauge` if absent. */
  observe(
    definition: MetricDefinition,
    read: () => Iterable<Sample>,
    type: 'counter' | 'gauge' = 'gauge',
  ): void {
    if (this.#metrics.has(definition.name)) throw new Error(`metric ${definition.name} is registered twice`)
    this.#added(observedMetric(type, definition, read))
  }

  /** Prometheus' text format, metrics sorted by name. */
  text(): string {
    return [...this.#metrics.values()]
      .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1))
      .map(metricText)
      .join('')
  }

  #shared<D extends MetricDefinition, M extends Metric>(definition: D, type: new (definition: D) => M): M {
    const existing = this.#metrics.get(definition.name)
    if (!existing) return this.#added(new type(definition))
    const isSame = String(existing.definition.labels ?? []) === String(definition.labels ?? [])
    if (existing instanceof type && isSame) return existing
    throw new Error(`metric ${definition.name} is registered twice with different types or labels`)
  }

  #added<M extends Metric>(metric: M): M {
    const { name, labels = [] } = metric.definition
    const wrong = [name, ...labels].find((text) => !nameShape.test(text))
    if (wrong !== undefined) throw new Error(`"${wrong}" is no name of a metric or label`)
    this.#metrics.set(name, metric)
    return metric
  }
}
