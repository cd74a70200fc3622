import { type Counter, exponentialBuckets, type Histogram, type MetricsRegistry } from '@knarr/component'

/** Identities that are told by their name. */
const internal: ReadonlySet<string> = new Set([
  ...['admin', 'client', 'kube_proxy', 'kubelet', 'system:serviceaccount:kube-system:default'],
])

type Authentication = 'success' | 'failure' | 'error'
type Authorization = 'allowed' | 'denied' | 'no-opinion' | 'error'

/** Who came and what they were let do, by upstream's names. */
export class AccessMetrics {
  readonly #users: Counter
  readonly #authentications: Counter
  readonly #authenticationTimes: Histogram
  readonly #authorizations: Counter

  constructor(registry: MetricsRegistry) {
    this.#users = registry.counter({
      name: 'authenticated_user_requests',
      help: 'Requests by who made them; all but a few are "other".',
      labels: ['username'],
    })
    this.#authentications = registry.counter({
      name: 'authentication_attempts',
      help: 'How it went to find out who asks.',
      labels: ['result'],
    })
    this.#authenticationTimes = registry.histogram({
      name: 'authentication_duration_seconds',
      help: 'How long it took to find out who asks.',
      labels: ['result'],
      buckets: exponentialBuckets(0.001, 2, 15),
    })
    this.#authorizations = registry.counter({
      name: 'authorization_attempts_total',
      help: 'What those who ask were let do.',
      labels: ['result'],
    })
  }

  /** `tookMs`: absent for those who are known without being asked. */
  authenticated(username: string, tookMs?: number): void {
    this.#users.with(compressed(username)).inc()
    this.attempted('success', tookMs)
  }

  attempted(result: Authentication, tookMs?: number): void {
    this.#authentications.with(result).inc()
    if (tookMs !== undefined) this.#authenticationTimes.with(result).observe(tookMs / 1000)
  }

  authorized(result: Authorization): void {
    this.#authorizations.with(result).inc()
  }
}

function compressed(username: string): string {
  if (internal.has(username)) return username
  return username.includes('@') ? 'email_id' : 'other'
}
