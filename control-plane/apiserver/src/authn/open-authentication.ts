import type { Logger } from '@knarr/client'
import type { MetricsRegistry } from '@knarr/component'
import { fieldErrorText, forbiddenField } from '@knarr/machinery'
import { ConfigurationError } from '../configuration-error.ts'
import { TokenCacheMetrics } from '../metrics/token-cache-metrics.ts'
import type { Registry } from '../registry/registry.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { type Authenticator, unionAuthenticator } from './authenticator.ts'
import { bearerToken, webSocketToken } from './bearer-token.ts'
import { bootstrapTokens } from './bootstrap-token.ts'
import { clientCertificate } from './client-certificate.ts'
import type { AnonymousConfiguration } from './jwt/authentication-configuration.ts'
import { JwtMetrics } from './jwt/jwt-metrics.ts'
import { type JwtOptions, type OpenedJwt, openJwt } from './jwt/open-jwt.ts'
import { defaultRequestHeaders, type RequestHeaderOptions, requestHeader } from './request-header.ts'
import {
  audienceAgnostic,
  type PlainTokenAuthenticator,
  type TokenAuthenticator,
  unionTokenAuthenticator,
} from './token-authenticator.ts'
import { TokenCache } from './token-cache.ts'
import { openTokenFile } from './token-file.ts'
import type { TokenWebhook } from './webhook/token-webhook.ts'

export interface AuthenticationOptions extends JwtOptions {
  /** Asked after all others. */
  readonly authenticators?: readonly Authenticator[]
  /** How proxies that show a certificate of the front proxy authority say who asks. */
  readonly requestHeaders?: RequestHeaderOptions
  /** Whether who shows no credential is `system:anonymous`; upstream's `--anonymous-auth`. */
  readonly anonymousAuth?: boolean
  /** What tokens for this API name as their audience; the issuer of service account tokens unless given. */
  readonly apiAudiences?: readonly string[]
  /** Lines `token,user,uid,"group1,group2"`. */
  readonly tokenAuthFile?: string
  readonly bootstrapTokenAuth?: boolean
  /** Asked last of all about a token; closed with the server. */
  readonly tokenWebhook?: TokenWebhook
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
  close(): void
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
  options: AuthenticationOptions & { readonly authorizationModes?: readonly string[] },
): Authentication {
  const { clock } = parts.registry
  const { apiAudiences = [], authenticators = [] } = options
  const audiences = apiAudiences.length > 0 ? apiAudiences : [parts.issuer]
  const { logger, metrics: registered, issuer } = parts
  const jwtParts = { clock, logger, metrics: new JwtMetrics(registered) }
  const jwt = openJwt(options, jwtParts, [issuer])
  const close = (): void => {
    jwt.close()
    options.tokenWebhook?.close()
  }
  const admitsAnonymous = anonymousRule(options.anonymousAuth ?? true, jwt.anonymous, {
    isAllowedAll: options.authorizationModes?.includes('AlwaysAllow') ?? false,
    logger,
  })
  const metrics = new TokenCacheMetrics(registered, clock)
  const tokens = new TokenCache(
    unionTokenAuthenticator(tokenAuthenticatorsOf({ ...parts, jwt }, options, audiences)),
    {
      clock,
      successTtlMs,
      failureTtlMs: 0,
      remembersErrors: true,
      metrics,
    },
  )
  const authenticator = unionAuthenticator([
    requestHeader(options.requestHeaders ?? defaultRequestHeaders),
    clientCertificate,
    bearerToken(tokens, audiences),
    webSocketToken(tokens, audiences),
    ...authenticators,
  ])
  return { authenticator, tokens, audiences, admitsAnonymous, close }
}

/** @throws ConfigurationError where flag and file both say something */
function anonymousRule(
  anonymousAuth: boolean,
  configured: AnonymousConfiguration | undefined,
  { isAllowedAll, logger }: { readonly isAllowedAll: boolean; readonly logger: Logger },
): Authentication['admitsAnonymous'] {
  if (!configured) {
    if (isAllowedAll && anonymousAuth)
      logger.warn('anonymous requests are refused, since AlwaysAllow would allow them all')
    return () => anonymousAuth && !isAllowedAll
  }
  if (!anonymousAuth) {
    const why =
      '--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file'
    throw new ConfigurationError(fieldErrorText(forbiddenField('anonymous', why)))
  }
  const paths = (configured.conditions ?? []).map(({ path }) => path)
  return ({ path }) => configured.enabled === true && (paths.length === 0 || paths.includes(path))
}

function tokenAuthenticatorsOf(
  { registry, logger, serviceAccounts, legacyTokens, jwt }: AuthenticationParts & { readonly jwt: OpenedJwt },
  { tokenAuthFile, bootstrapTokenAuth, tokenWebhook }: AuthenticationOptions,
  audiences: readonly string[],
): TokenAuthenticator[] {
  return [
    ...(tokenAuthFile ? [audienceAgnostic(audiences, openTokenFile(tokenAuthFile, logger))] : []),
    audienceAgnostic(audiences, legacyTokens),
    serviceAccounts,
    ...(bootstrapTokenAuth ? [audienceAgnostic(audiences, bootstrapTokens(registry))] : []),
    audienceAgnostic(audiences, jwt),
    ...(tokenWebhook ? [tokenWebhook.authenticator(audiences)] : []),
  ]
}
