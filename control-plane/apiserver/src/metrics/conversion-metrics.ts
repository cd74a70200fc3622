import { type Counter, exponentialBuckets, type Histogram, type MetricsRegistry } from '@knarr/component'
import type { Clock, KubeObject } from '@knarr/machinery'
import type { VersionConverter } from '../crd/conversion/version-converter.ts'

/** How long conversion webhooks take, and how often they fail. */
export class ConversionMetrics {
  readonly #clock: Clock
  readonly #requests: Counter
  readonly #seconds: Histogram
  readonly #definitions: Histogram

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#clock = clock
    const labels = ['failure_type', 'result']
    this.#requests = registry.counter({
      name: 'apiserver_conversion_webhook_request_total',
      help: 'Conversions asked of webhooks, by how they ended.',
      labels,
    })
    this.#seconds = registry.histogram({
      name: 'apiserver_conversion_webhook_duration_seconds',
      help: 'How long conversion webhooks took.',
      labels,
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 45, 60],
    })
    this.#definitions = registry.histogram({
      name: 'apiserver_crd_conversion_webhook_duration_seconds',
      help: 'How long conversions of the objects of a definition took.',
      labels: ['crd_name', 'from_version', 'succeeded', 'to_version'],
      buckets: exponentialBuckets(0.001, 2, 15),
    })
  }

  /** The converter of a definition, watched. */
  measured(converter: VersionConverter, definition: string): VersionConverter {
    return {
      convert: async (objects, apiVersion) => {
        const foreign = objects.find((object) => object.apiVersion !== apiVersion)
        if (!foreign) return converter.convert(objects, apiVersion)
        const start = this.#clock.now()
        let succeeded = false
        try {
          const converted = await converter.convert(objects, apiVersion)
          succeeded = true
          return converted
        } finally {
          const seconds = (this.#clock.now() - start) / 1000
          this.#observe({ definition, foreign, apiVersion, succeeded, seconds })
        }
      },
    }
  }

  #observe({ definition, foreign, apiVersion, succeeded, seconds }: Observed): void {
    const ended = succeeded ? ['', 'success'] : ['conversion_webhook_call_failure', 'failure']
    const [from = '', to = ''] = [foreign.apiVersion, apiVersion].map((each) => each.split('/').at(-1))
    this.#requests.with(...ended).inc()
    this.#seconds.with(...ended).observe(seconds)
    this.#definitions.with(definition, from, String(succeeded), to).observe(seconds)
  }
}

interface Observed {
  readonly definition: string
  readonly foreign: KubeObject
  readonly apiVersion: string
  readonly succeeded: boolean
  readonly seconds: number
}
