import type { Counter, Gauge, Histogram, MetricsRegistry } from '@knarr/component'
import type { Clock } from '@knarr/machinery'

/** How often tokens were known already, by upstream's names. */
export class TokenCacheMetrics {
  readonly #clock: Clock
  readonly #durations: Histogram
  readonly #requests: Counter
  readonly #fetches: Counter
  readonly #active: Gauge

  constructor(registry: MetricsRegistry, clock: Clock) {
    this.#clock = clock
    const labels = ['status']
    const name = (what: string): string => `authentication_token_cache_${what}`
    this.#durations = registry.histogram({
      name: name('request_duration_seconds'),
      help: 'How long it took to know whose a token is.',
      labels,
    })
    this.#requests = registry.counter({ name: name('request_total'), help: 'Tokens looked up.', labels })
    this.#fetches = registry.counter({ name: name('fetch_total'), help: 'Tokens asked about.', labels })
    this.#active = registry.gauge({
      name: name('active_fetch_count'),
      help: 'Who waits for an answer, and questions under way.',
      labels,
    })
  }

  /** A token is looked up; to be called again when its user is known. */
  requested(isHit: boolean): () => void {
    const status = isHit ? 'hit' : 'miss'
    const startMs = this.#clock.now()
    return () => {
      this.#requests.with(status).inc()
      this.#durations.with(status).observe((this.#clock.now() - startMs) / 1000)
    }
  }

  /** Somebody waits until it is settled. */
  waitsFor(outcome: Promise<unknown>): void {
    const waiting = this.#active.with('blocked')
    waiting.inc()
    void outcome.finally(() => waiting.dec())
  }

  /** Somebody is asked; to be called with how it went. */
  fetches(): (isOk: boolean) => void {
    const underWay = this.#active.with('in_flight')
    underWay.inc()
    return (isOk) => {
      underWay.dec()
      this.#fetches.with(isOk ? 'ok' : 'error').inc()
    }
  }
}
