import type { Logger } from '@knarr/client'
import type { Clock, Timer } from '@knarr/machinery'
import type { UserInfo } from '../../request/server-request.ts'
import type { PlainTokenAuthenticator } from '../token-authenticator.ts'
import type { JwtAuthenticatorConfiguration } from './authentication-configuration.ts'
import { type Claims, claimedIssuer, verifyIdToken } from './id-token.ts'
import { IssuerClient } from './issuer-client.ts'
import type { JwtMetrics } from './jwt-metrics.ts'
import { RemoteKeySet } from './remote-key-set.ts'
import { resolveGroups } from './resolve-groups.ts'
import { type UserOfClaims, userOfClaims } from './user-of-claims.ts'

export interface JwtParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly algorithms: readonly string[]
  readonly metrics: JwtMetrics
}

const retryMs = 10_000
const wellKnown = '/.well-known/openid-configuration'

/** Knows users by tokens of one issuer, whose keys it finds by OpenID discovery as soon as the issuer answers. */
export class JwtAuthenticator implements PlainTokenAuthenticator {
  readonly #configuration: JwtAuthenticatorConfiguration
  readonly #parts: JwtParts
  readonly #client: IssuerClient
  readonly #userOfClaims: UserOfClaims
  #keys: RemoteKeySet | undefined
  #failure: Error
  #timer: Timer | undefined
  #isClosed = false
  /** Resolves when the issuer was asked once. */
  readonly asked: Promise<void>

  /** The configuration must be valid. */
  constructor(configuration: JwtAuthenticatorConfiguration, parts: JwtParts) {
    this.#configuration = configuration
    this.#parts = parts
    this.#client = new IssuerClient(parts.clock, configuration.issuer.certificateAuthority || undefined)
    this.#userOfClaims = userOfClaims(configuration)
    this.#failure = new Error(`oidc: authenticator for issuer ${this.#shownIssuer} is not initialized`)
    this.asked = this.#initialize()
  }

  /** Why the issuer's tokens cannot be told yet; undefined where they can. */
  get failure(): Error | undefined {
    if (this.#keys) return undefined
    const why = `oidc: authenticator for issuer ${this.#shownIssuer} is not healthy: ${this.#failure.message}`
    return new Error(why, { cause: this.#failure })
  }

  /** @throws Error saying why a token of this issuer is not good */
  async userOf(token: string): Promise<UserInfo | undefined> {
    const { issuer } = this.#configuration
    if (claimedIssuer(token) !== issuer.url) return undefined
    const startMs = this.#parts.clock.now()
    const done = (isGood: boolean): void =>
      this.#parts.metrics.authenticated(issuer.url, isGood, this.#parts.clock.now() - startMs)
    try {
      const user = this.#userOfClaims(await this.#claimsOf(token))
      done(true)
      return user
    } catch (error) {
      done(false)
      throw error
    }
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
  }

  async #claimsOf(token: string): Promise<Claims> {
    if (!this.#keys) throw new Error('oidc: authenticator not initialized')
    const { clock, algorithms } = this.#parts
    const { issuer, claimMappings } = this.#configuration
    const rules = { clock, algorithms, audiences: issuer.audiences }
    let claims: Claims
    try {
      claims = await verifyIdToken(token, this.#keys, { ...rules, issuer: issuer.url })
    } catch (cause) {
      throw new Error(`oidc: verify token: ${(cause as Error).message}`, { cause })
    }
    const groupsClaim = claimMappings.groups?.claim
    if (!groupsClaim) return claims
    try {
      return await resolveGroups(claims, groupsClaim, { client: this.#client, rules, keysOf: discoverKeys })
    } catch (cause) {
      throw new Error(`oidc: could not expand distributed claims: ${(cause as Error).message}`, { cause })
    }
  }

  async #initialize(): Promise<void> {
    const { clock, logger, metrics } = this.#parts
    const { url, discoveryURL } = this.#configuration.issuer
    try {
      const keysUrl = await discoverKeys(this.#client, url, discoveryURL)
      this.#keys = new RemoteKeySet(this.#client, keysUrl, (text) => {
        if (!this.#isClosed) metrics.keysFetched(url, text, clock.now())
      })
    } catch (error) {
      this.#failure = error as Error
      logger.error('oidc authenticator: initializing plugin', { issuer: url, error: this.#failure.message })
      if (!this.#isClosed) this.#timer = clock.after(retryMs, () => void this.#initialize())
    }
  }

  get #shownIssuer(): string {
    return JSON.stringify(this.#configuration.issuer.url)
  }
}

/** Where an issuer says its keys are. @throws Error in go-oidc's words */
async function discoverKeys(client: IssuerClient, issuer: string, discoveryUrl?: string): Promise<string> {
  const { code, status, text } = await client.get(discoveryUrl || `${issuer.replace(/\/$/, '')}${wellKnown}`)
  if (code !== 200) throw new Error(`${status}: ${text}`)
  let provider: { readonly issuer?: unknown; readonly jwks_uri?: unknown }
  try {
    provider = JSON.parse(text) ?? {}
  } catch (cause) {
    throw new Error(`oidc: failed to decode provider discovery object: ${(cause as Error).message}`, {
      cause,
    })
  }
  if (provider.issuer !== issuer) {
    const [wanted, got] = [issuer, provider.issuer ?? ''].map((each) => JSON.stringify(each))
    throw new Error(
      `oidc: issuer URL provided to client (${wanted}) did not match the issuer URL returned by provider (${got})`,
    )
  }
  if (typeof provider.jwks_uri !== 'string' || !provider.jwks_uri)
    throw new Error('provider did not return JWKS URL')
  return provider.jwks_uri
}
