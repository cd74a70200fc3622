import type { Counter, CounterSeries, Histogram, HistogramSeries, MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import {
  type Change,
  type Item,
  type Range,
  type RangeOptions,
  RevisionConflict,
  type Store,
  type Watcher,
  type Write,
} from '@knarr/storage'

const durations = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]
const labels = ['operation', 'group', 'resource']

interface Series {
  readonly total: CounterSeries
  readonly errors: CounterSeries
  readonly duration: HistogramSeries
}

/** A store that tells, by the names upstream has for etcd, how long it takes. */
export class MeasuredStore implements Store {
  readonly #store: Store
  readonly #clock: Clock
  readonly #total: Counter
  readonly #errors: Counter
  readonly #duration: Histogram
  /** By operation, then by the part of the key that names the resource. */
  readonly #series = new Map<string, Map<string, Series>>()

  constructor(store: Store, { metrics, clock }: { metrics: MetricsRegistry; clock: Clock }) {
    this.#store = store
    this.#clock = clock
    this.#total = metrics.counter({ name: 'etcd_requests_total', help: 'Requests to the store.', labels })
    this.#errors = metrics.counter({
      name: 'etcd_request_errors_total',
      help: 'Requests to the store that failed.',
      labels,
    })
    this.#duration = metrics.histogram({
      name: 'etcd_request_duration_seconds',
      help: 'How long the store took to answer.',
      labels,
      buckets: durations,
    })
  }

  get revision(): number {
    return this.#store.revision
  }

  get compactedRevision(): number {
    return this.#store.compactedRevision
  }

  newest(): Promise<number> {
    return this.#store.newest()
  }

  get(key: string, options?: { revision?: number }): Promise<Item | undefined> {
    return this.#measured('get', key, this.#store.get(key, options))
  }

  range(from: string, to: string, options?: RangeOptions): Promise<Range> {
    return this.#measured('list', from, this.#store.range(from, to, options))
  }

  commit(write: Write): Promise<Change> {
    const operation = !write.template ? 'delete' : write.expected === 0 ? 'create' : 'update'
    return this.#measured(operation, write.key, this.#store.commit(write))
  }

  watch(
    range: { from: string; to: string; after: number },
    listener: (changes: readonly Change[]) => void,
    failed?: (error: unknown) => void,
  ): Watcher {
    return this.#store.watch(range, listener, failed)
  }

  waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    return this.#store.waitFor(revision, signal)
  }

  compact(revision: number): Promise<void> {
    return this.#store.compact(revision)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]()
  }

  async #measured<T>(operation: string, key: string, result: Promise<T>): Promise<T> {
    const start = this.#clock.now()
    const series = this.#seriesOf(operation, key)
    series.total.inc()
    try {
      return await result
    } catch (error) {
      if (!(error instanceof RevisionConflict)) series.errors.inc()
      throw error
    } finally {
      series.duration.observe((this.#clock.now() - start) / 1000)
    }
  }

  #seriesOf(operation: string, key: string): Series {
    const resource = resourcePart(key)
    const byResource = this.#series.get(operation) ?? new Map<string, Series>()
    if (byResource.size === 0) this.#series.set(operation, byResource)
    const known = byResource.get(resource)
    if (known) return known
    const series = this.#newSeries(operation, resource)
    byResource.set(resource, series)
    return series
  }

  #newSeries(operation: string, resource: string): Series {
    const [group = '', plural = ''] = resource.split('/')
    const values = [operation, group === 'core' ? '' : group, plural] as const
    return {
      total: this.#total.with(...values),
      errors: this.#errors.with(...values),
      duration: this.#duration.with(...values),
    }
  }
}

const prefixLength = '/registry/'.length

/** `core/pods` of `/registry/core/pods/default/web`. */
function resourcePart(key: string): string {
  const plural = key.indexOf('/', prefixLength) + 1
  if (plural === 0) return ''
  const end = key.indexOf('/', plural)
  return key.slice(prefixLength, end < 0 ? undefined : end)
}
