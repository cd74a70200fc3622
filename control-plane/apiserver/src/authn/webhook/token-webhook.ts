import type { TokenReviewStatus } from '@knarr/api/authentication/v1'
import type { Clock } from '@knarr/machinery'
import type { ReviewClient } from '../../reviews/review-client.ts'
import type { AuthenticatedToken, TokenAuthenticator } from '../token-authenticator.ts'
import { TokenCache } from '../token-cache.ts'

export type ReviewVersion = 'v1' | 'v1beta1'

interface TokenWebhookOptions {
  readonly version: ReviewVersion
  readonly cacheTtlMs: number
  readonly clock: Clock
}

/** Asks a server outside who has a token, by TokenReview. */
export class TokenWebhook {
  readonly #client: ReviewClient
  readonly #options: TokenWebhookOptions

  constructor(client: ReviewClient, options: TokenWebhookOptions) {
    this.#client = client
    this.#options = options
  }

  /** `implicit`: what an answer that names no audiences is for. */
  authenticator(implicit: readonly string[]): TokenAuthenticator {
    const { cacheTtlMs, clock } = this.#options
    const asking: TokenAuthenticator = {
      authenticateToken: (token, audiences) => this.#authenticate(token, audiences, implicit),
    }
    const ttl = { successTtlMs: cacheTtlMs, failureTtlMs: cacheTtlMs, remembersErrors: false }
    return new TokenCache(asking, { clock, ...ttl })
  }

  close(): void {
    this.#client.close()
  }

  async #authenticate(
    token: string,
    audiences: readonly string[],
    implicit: readonly string[],
  ): Promise<AuthenticatedToken | undefined> {
    const status = await this.#review(token, audiences)
    const meant = status.audiences?.length ? status.audiences : implicit
    const common = audiences.filter((audience) => meant.includes(audience))
    if (common.length === 0) return undefined
    if (status.authenticated) return { user: userOf(status), audiences: common }
    if (status.error) throw new Error(status.error)
    return undefined
  }

  #review(token: string, audiences: readonly string[]): Promise<TokenReviewStatus> {
    return this.#client.ask<TokenReviewStatus>({
      kind: 'TokenReview',
      apiVersion: `authentication.k8s.io/${this.#options.version}`,
      ...{ metadata: {}, spec: { token, audiences }, status: { user: {} } },
    })
  }
}

function userOf({ user = {} }: TokenReviewStatus): AuthenticatedToken['user'] {
  const { username = '', uid, groups = [], extra } = user
  return { name: username, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) }
}
