import type { Counter, MetricsRegistry } from '@knarr/component'

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
    this.#authorizations = registry.counter({
      name: 'authorization_attempts_total',
      help: 'What those who ask were let do.',
      labels: ['result'],
    })
  }

  authenticated(username: string): void {
    this.#users.with(compressed(username)).inc()
    this.attempted('success')
  }

  attempted(result: Authentication): void {
    this.#authentications.with(result).inc()
  }

  authorized(result: Authorization): void {
    this.#authorizations.with(result).inc()
  }
}

function compressed(username: string): string {
  if (internal.has(username)) return username
  return username.includes('@') ? 'email_id' : 'other'
}
