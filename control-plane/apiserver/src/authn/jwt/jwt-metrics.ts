import { createHash } from 'node:crypto'
import {
  type Counter,
  exponentialBuckets,
  type Gauge,
  type Histogram,
  type MetricsRegistry,
} from '@knarr/component'

/** Servers have no identity here; upstream shows that so. */
const serverId = ''

/** How tokens of issuers fare, by upstream's names; issuers are told by the hash of their URL. */
export class JwtMetrics {
  readonly #latency: Histogram
  readonly #fetchTime: Gauge
  readonly #keySets: Gauge
  readonly #configuration: Gauge
  readonly #reloads: Counter
  readonly #reloadTime: Gauge

  /** By issuer, the hash of its keys. */
  readonly #keysOf = new Map<string, string>()
  #configurationHash: string | undefined

  constructor(registry: MetricsRegistry) {
    this.#latency = registry.histogram({
      name: 'apiserver_authentication_jwt_authenticator_latency_seconds',
      help: 'How long it took to tell who has a token, by result and issuer.',
      labels: ['result', 'jwt_issuer_hash'],
      buckets: exponentialBuckets(0.001, 2, 15),
    })
    this.#fetchTime = registry.gauge({
      name: 'apiserver_authentication_jwt_authenticator_jwks_fetch_last_timestamp_seconds',
      help: 'When the keys of an issuer were fetched last, by result.',
      labels: ['result', 'jwt_issuer_hash', 'apiserver_id_hash'],
    })
    this.#keySets = registry.gauge({
      name: 'apiserver_authentication_jwt_authenticator_jwks_fetch_last_key_set_info',
      help: 'The keys of an issuer, by the hash of what it answered.',
      labels: ['jwt_issuer_hash', 'apiserver_id_hash', 'hash'],
    })
    this.#configuration = registry.gauge({
      name: 'apiserver_authentication_config_controller_last_config_info',
      help: 'The authentication configuration, by its hash.',
      labels: ['apiserver_id_hash', 'hash'],
    })
    this.#reloads = registry.counter({
      name: 'apiserver_authentication_config_controller_automatic_reloads_total',
      help: 'How often the authentication configuration was read again, by result.',
      labels: ['status', 'apiserver_id_hash'],
    })
    this.#reloadTime = registry.gauge({
      name: 'apiserver_authentication_config_controller_automatic_reload_last_timestamp_seconds',
      help: 'When the authentication configuration was read again last, by result.',
      labels: ['status', 'apiserver_id_hash'],
    })
  }

  authenticated(issuer: string, isGood: boolean, tookMs: number): void {
    this.#latency.with(isGood ? 'success' : 'failure', hashOf(issuer)).observe(tookMs / 1000)
  }

  /** `text`: the keys; undefined where there are none. */
  keysFetched(issuer: string, text: string | undefined, nowMs: number): void {
    this.#fetchTime
      .with(text === undefined ? 'failure' : 'success', hashOf(issuer), serverId)
      .set(nowMs / 1000)
    if (text === undefined) return
    const before = this.#keysOf.get(issuer)
    if (before !== undefined) this.#keySets.remove(hashOf(issuer), serverId, before)
    this.#keysOf.set(issuer, hashOf(text))
    this.#keySets.with(hashOf(issuer), serverId, hashOf(text)).set(1)
  }

  /** The configuration that holds from now on. */
  configured(text: string): void {
    if (this.#configurationHash !== undefined) this.#configuration.remove(serverId, this.#configurationHash)
    this.#configurationHash = hashOf(text)
    this.#configuration.with(serverId, this.#configurationHash).set(1)
  }

  reloaded(isGood: boolean, nowMs: number): void {
    const status = isGood ? 'success' : 'failure'
    this.#reloads.with(status, serverId).inc()
    this.#reloadTime.with(status, serverId).set(nowMs / 1000)
  }
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
