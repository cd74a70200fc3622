import type { Logger } from '@knarr/client'
import type { MetricsRegistry } from '@knarr/component'
import { TokenCacheMetrics } from '../metrics/token-cache-metrics.ts'
import type { Registry } from '../registry/registry.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { type Authenticator, unionAuthenticator } from './authenticator.ts'
import { bearerToken, webSocketToken } from './bearer-token.ts'
import { bootstrapTokens } from './bootstrap-token.ts'
import { clientCertificate } from './client-certificate.ts'
import {
  audienceAgnostic,
  type PlainTokenAuthenticator,
  type TokenAuthenticator,
  unionTokenAuthenticator,
} from './token-authenticator.ts'
import { TokenCache } from './token-cache.ts'
import { openTokenFile } from './token-file.ts'

export interface AuthenticationOptions {
  /** Asked after all others. */
  readonly authenticators?: readonly Authenticator[]
  /** Whether who shows no credential is `system:anonymous`; upstream's `--anonymous-auth`. */
  readonly anonymousAuth?: boolean
  /** What tokens for this API name as their audience; the issuer of service account tokens unless given. */
  readonly apiAudiences?: readonly string[]
  /** Lines `token,user,uid,"group1,group2"`. */
  readonly tokenAuthFile?: string
  readonly bootstrapTokenAuth?: boolean
}

/** How it is found out who asks. */
export interface Authentication {
  /** Everyone but nobody in particular. */
  readonly authenticator: Authenticator
  /** What TokenReview asks. */
  readonly tokens: TokenAuthenticator
  /** Of tokens that are meant for this API. */
  readonly audiences: readonly string[]
  /** Whether a request without credentials is anybody's. */
  admitsAnonymous(request: ServerRequest): boolean
}

interface AuthenticationParts {
  readonly registry: Registry
  readonly logger: Logger
  readonly metrics: MetricsRegistry
  readonly serviceAccounts: TokenAuthenticator
  /** Tokens of service accounts that are kept in secrets. */
  readonly legacyTokens: PlainTokenAuthenticator
  readonly issuer: string
}

const successTtlMs = 10_000

/** The authenticators in upstream's order. @throws ConfigurationError */
export function openAuthentication(
  parts: AuthenticationParts,
  options: AuthenticationOptions,
): Authentication {
  const { clock } = parts.registry
  const { apiAudiences = [], authenticators = [], anonymousAuth = true } = options
  const audiences = apiAudiences.length > 0 ? apiAudiences : [parts.issuer]
  const metrics = new TokenCacheMetrics(parts.metrics, clock)
  const tokens = new TokenCache(unionTokenAuthenticator(tokenAuthenticatorsOf(parts, options, audiences)), {
    clock,
    successTtlMs,
    failureTtlMs: 0,
    remembersErrors: true,
    metrics,
  })
  const authenticator = unionAuthenticator([
    clientCertificate,
    bearerToken(tokens, audiences),
    webSocketToken(tokens, audiences),
    ...authenticators,
  ])
  return { authenticator, tokens, audiences, admitsAnonymous: () => anonymousAuth }
}

function tokenAuthenticatorsOf(
  { registry, logger, serviceAccounts, legacyTokens }: AuthenticationParts,
  { tokenAuthFile, bootstrapTokenAuth }: AuthenticationOptions,
  audiences: readonly string[],
): TokenAuthenticator[] {
  return [
    ...(tokenAuthFile ? [audienceAgnostic(audiences, openTokenFile(tokenAuthFile, logger))] : []),
    audienceAgnostic(audiences, legacyTokens),
    serviceAccounts,
    ...(bootstrapTokenAuth ? [audienceAgnostic(audiences, bootstrapTokens(registry))] : []),
  ]
}
