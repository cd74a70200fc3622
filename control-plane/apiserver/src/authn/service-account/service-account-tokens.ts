import { nodes, pods, secrets, serviceAccounts } from '@knarr/api/core/v1'
import type { KubeObject, ObjectKey } from '@knarr/machinery'
import type { KeyedResource } from '../../registry/object-keys.ts'
import type { Registry } from '../../registry/registry.ts'
import type { UserInfo } from '../../request/server-request.ts'
import type { AuthenticatedToken, TokenAuthenticator } from '../token-authenticator.ts'
import { decodeToken, isSignedBy, signToken } from './json-web-token.ts'
import { createSigningKeyPem, type SigningKey, signingKeyOf } from './signing-key.ts'
import type { TokenSubject } from './token-claims.ts'
import { type KubernetesClaim, type ObjectClaim, type TokenClaims, tokenClaims } from './token-claims.ts'

const clusterIssuer = 'https://kubernetes.default.svc.cluster.local'
const invalidated = 'service account token has been invalidated'
/** What is being deleted keeps its identity for so long. */
const deletionLeewayMs = 60_000
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
      const [is, wanted] = [claims.aud, audiences].map((list) => JSON.stringify(list))
      throw new Error(`token audiences ${is} is invalid for the target audiences ${wanted}`)
    }
    this.#refuseOutdated(claims)
    await this.#refuseUnbound(claims['kubernetes.io'])
    return { user: userOf(claims), audiences: audiences.length > 0 ? common : claims.aud }
  }

  #verify(token: string): TokenClaims {
    const known = this.#verified.get(token)
    if (known) return known
    if (!isSignedBy(token, this.key)) throw new Error('invalid signature')
    const claims = decodeToken(token)?.claims as unknown as TokenClaims
    if (this.#verified.size >= maxVerified) this.#verified.clear()
    this.#verified.set(token, claims)
    return claims
  }

  #refuseOutdated({ exp, nbf }: TokenClaims): void {
    const now = this.#registry.clock.now() / 1000
    if (now >= exp) throw new Error('service account token has expired')
    if (now < nbf) throw new Error('service account token is not valid yet')
  }

  async #refuseUnbound({ namespace, serviceaccount, pod, secret, node }: KubernetesClaim): Promise<void> {
    await this.#require(serviceAccounts, { namespace, name: serviceaccount.name }, serviceaccount)
    if (secret) await this.#require(secrets, { namespace, name: secret.name }, secret)
    if (pod) await this.#require(pods, { namespace, name: pod.name }, pod)
    else if (node) await this.#require(nodes, { namespace: '', name: node.name }, node)
  }

  async #require(resource: KeyedResource, key: ObjectKey, { uid }: ObjectClaim): Promise<void> {
    const found = await this.#registry.findObject<KubeObject>(resource, key)
    if (found?.metadata.uid !== uid) throw new Error(invalidated)
    const { deletionTimestamp } = found.metadata
    if (!deletionTimestamp) return
    const isOver = Date.parse(deletionTimestamp) < this.#registry.clock.now() - deletionLeewayMs
    if (isOver) throw new Error(invalidated)
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
