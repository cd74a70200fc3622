import type { Counter, MetricsRegistry } from '@knarr/component'
import type { Authorizer, Decision } from '../authz/authorizer.ts'

const terms: Readonly<Record<Decision['verdict'], string | undefined>> = {
  allow: 'allowed',
  deny: 'denied',
  noOpinion: undefined,
}

/** Tells which authorizer it was that settled a request, by upstream's name. */
export class AuthorizerMetrics {
  readonly #decisions: Counter

  constructor(registry: MetricsRegistry) {
    this.#decisions = registry.counter({
      name: 'apiserver_authorization_decisions_total',
      help: 'What authorizers settled, by their type and name.',
      labels: ['type', 'name', 'decision'],
    })
  }

  /** The authorizer, its decisions counted; what it has no opinion of is not. */
  measured(type: string, name: string, authorizer: Authorizer): Authorizer {
    const count = (decision: Decision): Decision => {
      const term = terms[decision.verdict]
      if (term) this.#decisions.with(type, name, term).inc()
      return decision
    }
    return {
      authorize(attributes) {
        const decision = authorizer.authorize(attributes)
        return decision instanceof Promise ? decision.then(count) : count(decision)
      },
      rulesFor: (user, namespace) => authorizer.rulesFor(user, namespace),
    }
  }
}
