import type { Registry } from '../../registry/registry.ts'
import type { UserInfo } from '../../request/server-request.ts'
import { quotedList } from '../quoted-list.ts'
import type { AuthenticatedToken, TokenAuthenticator } from '../token-authenticator.ts'
import { refuseUnbound } from './bound-objects.ts'
import { decodeToken, isSignedBy, signToken } from './json-web-token.ts'
import { createSigningKeyPem, type SigningKey, signingKeyOf } from './signing-key.ts'
import type { TokenSubject } from './token-claims.ts'
import { type TokenClaims, tokenClaims } from './token-claims.ts'

const clusterIssuer = 'https://kubernetes.default.svc.cluster.local'
/** By so much clocks may differ. */
const leewaySeconds = 60
const maxVerified = 10_000

/** Signs the tokens of service accounts and knows them again, as long as what they are bound to is there. */
export class ServiceAccountTokens implements TokenAuthenticator {
  readonly issuer: string = clusterIssuer
  readonly #registry: Registry
  readonly #pem: string | undefined
  /** Claims of tokens whose signature was found good. */
  readonly #verified = new Map<string, TokenClaims>()
  #key: SigningKey | undefined

  /** `pem`: the private key; made at the first need and lost with the process unless given. */
  constructor(registry: Registry, pem?: string) {
    this.#registry = registry
    this.#pem = pem
  }

  get key(): SigningKey {
    this.#key ??= signingKeyOf(this.#pem ?? createSigningKeyPem())
    return this.#key
  }

  issue(subject: TokenSubject, audiences: readonly string[], expirationSeconds: number): string {
    const { clock, random } = this.#registry
    const request = { issuer: this.issuer, audiences, expirationSeconds, id: random.uuid() }
    const nowSeconds = Math.floor(clock.now() / 1000)
    return signToken(tokenClaims(subject, { ...request, nowSeconds }), this.key)
  }

  async authenticateToken(
    token: string,
    audiences: readonly string[],
  ): Promise<AuthenticatedToken | undefined> {
    if (decodeToken(token)?.claims['iss'] !== this.issuer) return undefined
    const claims = this.#verify(token)
    const common = audiences.filter((audience) => claims.aud.includes(audience))
    if (audiences.length > 0 && common.length === 0) {
      const [is, wanted] = [claims.aud, audiences].map(quotedList)
      throw new Error(`token audiences ${is} is invalid for the target audiences ${wanted}`)
    }
    this.#refuseOutdated(claims)
    await refuseUnbound(claims['kubernetes.io'], this.#registry)
    return { user: userOf(claims), audiences: audiences.length > 0 ? common : claims.aud }
  }

  #verify(token: string): TokenClaims {
    const known = this.#verified.get(token)
    if (known) return known
    const keyId = decodeToken(token)?.header['kid']
    if (keyId && keyId !== this.key.keyId) throw new Error('invalid signature, no keys found')
    if (!isSignedBy(token, this.key)) throw new Error('go-jose/go-jose: error in cryptographic primitive')
    const claims = decodeToken(token)?.claims as unknown as TokenClaims
    if (this.#verified.size >= maxVerified) this.#verified.clear()
    this.#verified.set(token, claims)
    return claims
  }

  #refuseOutdated({ exp, nbf, iat }: TokenClaims): void {
    const now = this.#registry.clock.now() / 1000
    if (now - leewaySeconds > exp) throw new Error('service account token has expired')
    if (now + leewaySeconds < nbf) throw new Error('service account token is not valid yet')
    if (now + leewaySeconds < iat) throw new Error('service account token is issued in the future')
  }
}

function userOf({ sub, jti, 'kubernetes.io': claim }: TokenClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = claim
  const prefix = 'authentication.kubernetes.io'
  return {
    name: sub,
    uid: serviceaccount.uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
    extra: {
      [`${prefix}/credential-id`]: [`JTI=${jti}`],
      ...(node ? { [`${prefix}/node-name`]: [node.name], [`${prefix}/node-uid`]: [node.uid] } : {}),
      ...(pod ? { [`${prefix}/pod-name`]: [pod.name], [`${prefix}/pod-uid`]: [pod.uid] } : {}),
    },
  }
}
