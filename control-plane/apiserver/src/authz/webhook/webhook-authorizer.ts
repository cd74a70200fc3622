import type { SubjectAccessReviewSpec, SubjectAccessReviewStatus } from '@knarr/api/authorization/v1'
import { type Clock, ExpiringCache } from '@knarr/machinery'
import type { ReviewClient } from '../../reviews/review-client.ts'
import type { AuthorizationAttributes, Authorizer, Decision, RulesOfUser } from '../authorizer.ts'
import { type AccessReviewVersion, accessReview, accessReviewSpec } from './access-review.ts'

export interface WebhookAuthorizerOptions {
  readonly version: AccessReviewVersion
  /** For how long it is remembered that somebody may; 0: it is asked each time. */
  readonly authorizedTtlMs: number
  readonly unauthorizedTtlMs: number
  /** What it means where the webhook, or a condition, fails. */
  readonly onError: 'noOpinion' | 'deny'
  /** Whether a review is the webhook's concern at all; always unless given. @throws Error where it cannot be told */
  readonly matches?: (spec: SubjectAccessReviewSpec) => boolean
  readonly clock: Clock
}

type Status = Partial<SubjectAccessReviewStatus>

const maxRemembered = 8192
/** Whoever sends longer names than this fills memory on purpose. */
const maxControlledLength = 10_000
const incompleteRules: RulesOfUser = {
  resourceRules: [],
  nonResourceRules: [],
  isIncomplete: true,
  evaluationErrors: ['webhook authorizer does not support user rule resolution'],
}

/** Asks a server outside who may do what, by SubjectAccessReview. */
export class WebhookAuthorizer implements Authorizer {
  readonly #client: ReviewClient
  readonly #options: WebhookAuthorizerOptions
  readonly #known: ExpiringCache<Status>

  constructor(client: ReviewClient, options: WebhookAuthorizerOptions) {
    this.#client = client
    this.#options = options
    this.#known = new ExpiringCache(options.clock, maxRemembered)
  }

  authorize(attributes: AuthorizationAttributes): Decision | Promise<Decision> {
    const spec = accessReviewSpec(attributes)
    try {
      if (this.#options.matches?.(spec) === false) return { verdict: 'noOpinion', reason: '' }
    } catch (error) {
      return this.#failed(error)
    }
    const key = JSON.stringify(spec)
    const known = this.#known.get(key)
    if (known) return decisionOf(known.value)
    return this.#ask(spec, key, isRememberable(attributes))
  }

  rulesFor(): Promise<RulesOfUser> {
    return Promise.resolve(incompleteRules)
  }

  close(): void {
    this.#client.close()
  }

  async #ask(spec: SubjectAccessReviewSpec, key: string, remembers: boolean): Promise<Decision> {
    try {
      const review = accessReview(spec, this.#options.version)
      const status = await this.#client.ask<SubjectAccessReviewStatus>(review)
      if (remembers) this.#remember(key, status)
      return decisionOf(status)
    } catch (error) {
      return this.#failed(error)
    }
  }

  #failed(error: unknown): Decision {
    return { verdict: this.#options.onError, reason: '', error: (error as Error).message }
  }

  #remember(key: string, status: Status): void {
    const { authorizedTtlMs, unauthorizedTtlMs } = this.#options
    this.#known.set(key, status, status.allowed ? authorizedTtlMs : unauthorizedTtlMs)
  }
}

function decisionOf({ allowed, denied, reason = '' }: Status): Decision {
  if (denied && allowed) {
    const error = 'webhook subject access review returned both allow and deny response'
    return { verdict: 'deny', reason, error }
  }
  return { verdict: denied ? 'deny' : allowed ? 'allow' : 'noOpinion', reason }
}

function isRememberable(attributes: AuthorizationAttributes): boolean {
  const { namespace, verb, group, version, resource, subresource, name, path } = attributes
  const controlled = [namespace, verb, group, version, resource, subresource, name, path]
  return controlled.reduce((length, text) => length + Buffer.byteLength(text), 0) < maxControlledLength
}
