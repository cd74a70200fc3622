import type { TokenReviewStatus } from '@knarr/api/authentication/v1'
import { ExponentialBackoff, type HttpsTransport } from '@knarr/client'
import { type Clock, type Random, StatusError, sleep } from '@knarr/machinery'
import { dialErrorText } from '../../proxy/dial-error.ts'
import type { AuthenticatedToken, TokenAuthenticator } from '../token-authenticator.ts'
import { TokenCache } from '../token-cache.ts'

export type ReviewVersion = 'v1' | 'v1beta1'

interface TokenWebhookParts {
  readonly clock: Clock
  readonly random: Random
}

const timeoutMs = 30_000
const steps = 5

/** Asks a server outside who has a token, by TokenReview. */
export class TokenWebhook {
  readonly #transport: HttpsTransport
  readonly #options: { readonly url: URL; readonly version: ReviewVersion; readonly cacheTtlMs: number }
  readonly #parts: TokenWebhookParts

  constructor(
    transport: HttpsTransport,
    options: { readonly url: URL; readonly version: ReviewVersion; readonly cacheTtlMs: number },
    parts: TokenWebhookParts,
  ) {
    this.#transport = transport
    this.#options = options
    this.#parts = parts
  }

  /** `implicit`: what an answer that names no audiences is for. */
  authenticator(implicit: readonly string[]): TokenAuthenticator {
    const { cacheTtlMs } = this.#options
    const asking: TokenAuthenticator = {
      authenticateToken: (token, audiences) => this.#authenticate(token, audiences, implicit),
    }
    const ttl = { successTtlMs: cacheTtlMs, failureTtlMs: cacheTtlMs, remembersErrors: false }
    return new TokenCache(asking, { clock: this.#parts.clock, ...ttl })
  }

  close(): void {
    this.#transport.close()
  }

  async #authenticate(
    token: string,
    audiences: readonly string[],
    implicit: readonly string[],
  ): Promise<AuthenticatedToken | undefined> {
    const status = await this.#withRetries(() => this.#review(token, audiences))
    const meant = status.audiences?.length ? status.audiences : implicit
    const common = audiences.filter((audience) => meant.includes(audience))
    if (common.length === 0) return undefined
    if (status.authenticated) return { user: userOf(status), audiences: common }
    if (status.error) throw new Error(status.error)
    return undefined
  }

  /** Tries again what may go better the next time. */
  async #withRetries(ask: () => Promise<TokenReviewStatus>): Promise<TokenReviewStatus> {
    const delays = { initialMs: 500, factor: 1.5, jitterFactor: 0.2, maxMs: 10_000 }
    const backoff = new ExponentialBackoff(delays, this.#parts)
    for (let step = 1; ; step++) {
      try {
        return await ask()
      } catch (error) {
        if (step >= steps || !isTransient(error)) throw this.#told(error)
        await sleep(this.#parts.clock, backoff.next())
      }
    }
  }

  async #review(token: string, audiences: readonly string[]): Promise<TokenReviewStatus> {
    const { url, version } = this.#options
    const apiVersion = `authentication.k8s.io/${version}`
    const metadata = { creationTimestamp: null }
    const body = {
      kind: 'TokenReview',
      apiVersion,
      metadata,
      spec: { token, audiences },
      status: { user: {} },
    }
    const deadline = new AbortController()
    const timer = this.#parts.clock.after(timeoutMs, () =>
      deadline.abort(new Error('context deadline exceeded')),
    )
    try {
      const path = `${url.pathname}${url.search}`
      const review = await this.#transport.request<{ kind?: string; status?: TokenReviewStatus } | undefined>(
        {
          ...{ method: 'POST', path, body, signal: deadline.signal },
        },
      )
      if (review?.kind !== 'TokenReview') throw new Error('the webhook did not answer with a TokenReview')
      return review.status ?? {}
    } finally {
      timer.cancel()
    }
  }

  /** A server that cannot be reached in Go's words. */
  #told(error: unknown): Error {
    if (error instanceof StatusError && !error.cause) return error
    const cause = error instanceof StatusError ? error.cause : error
    return new Error(`Post ${JSON.stringify(this.#options.url.href)}: ${dialErrorText(cause)}`, {
      cause: error,
    })
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false
  if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET') return true
  const { details } = error.status
  return (
    details?.retryAfterSeconds !== undefined ||
    ['InternalError', 'Timeout', 'TooManyRequests'].some((reason) => error.reason === reason)
  )
}

function userOf({ user = {} }: TokenReviewStatus): AuthenticatedToken['user'] {
  const { username = '', uid, groups = [], extra } = user
  return { name: username, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) }
}
