import { timingSafeEqual } from 'node:crypto'
import { type Secret, type ServiceAccount, secrets, serviceAccounts } from '@knarr/api/core/v1'
import { notFound } from '@knarr/machinery'
import type { Registry } from '../../registry/registry.ts'
import type { UserInfo } from '../../request/server-request.ts'
import type { PlainTokenAuthenticator } from '../token-authenticator.ts'
import { decodeToken, isSignedBy } from './json-web-token.ts'
import type { SigningKey } from './signing-key.ts'

export interface LegacyTokenParts {
  readonly registry: Registry
  /** What tokens are signed by. */
  readonly tokens: { readonly key: SigningKey }
  /** Notes on a secret that its token was used. */
  markUsed(secret: Secret): Promise<void>
}

const legacyIssuer = 'kubernetes/serviceaccount'
const invalidSince = 'kubernetes.io/legacy-token-invalid-since'
const invalidated = 'Token has been invalidated'

/** Service account tokens that are kept in secrets: good as long as secret and account are there. */
export function legacyTokens(parts: LegacyTokenParts): PlainTokenAuthenticator {
  return {
    async userOf(token) {
      const claims = decodeToken(token)?.claims
      if (claims?.['iss'] !== legacyIssuer) return undefined
      if (!isSignedBy(token, parts.tokens.key)) throw new Error('invalid signature')
      const subject = subjectOf(claims)
      const secret = await secretOf(parts.registry, subject, token)
      await refuseForeign(parts.registry, subject)
      const since = secret.metadata.labels?.[invalidSince]
      await parts.markUsed(secret)
      if (since) throw new Error(markedInvalid(subject))
      return userOf(subject)
    },
  }
}

interface Subject {
  readonly namespace: string
  readonly account: string
  readonly uid: string
  readonly secret: string
}

function subjectOf(claims: Readonly<Record<string, unknown>>): Subject {
  const claim = (name: string, what: string): string => {
    const value = claims[name]
    if (typeof value !== 'string' || !value) throw new Error(`${what} claim is missing`)
    return value
  }
  const sub = claim('sub', 'sub')
  const prefix = 'kubernetes.io/serviceaccount'
  const subject = {
    namespace: claim(`${prefix}/namespace`, 'namespace'),
    secret: claim(`${prefix}/secret.name`, 'secretName'),
    account: claim(`${prefix}/service-account.name`, 'serviceAccountName'),
    uid: claim(`${prefix}/service-account.uid`, 'serviceAccountUID'),
  }
  if (sub !== userOf(subject).name) throw new Error('sub claim is invalid')
  return subject
}

async function secretOf(
  registry: Registry,
  { namespace, secret: name }: Subject,
  token: string,
): Promise<Secret> {
  const secret = await registry.findObject<Secret>(secrets, { namespace, name })
  if (!secret || secret.metadata.deletionTimestamp) throw new Error(invalidated)
  const [kept, shown] = [Buffer.from(secret.data?.['token'] ?? '', 'base64'), Buffer.from(token)]
  if (kept.length === shown.length && timingSafeEqual(kept, shown)) return secret
  throw new Error("Token does not match server's copy")
}

/** Refuses tokens of accounts that are not there any more. */
async function refuseForeign(registry: Registry, { namespace, account: name, uid }: Subject): Promise<void> {
  const account = await registry.findObject<ServiceAccount>(serviceAccounts, { namespace, name })
  if (!account) throw notFound(serviceAccounts, name)
  const { deletionTimestamp, uid: is } = account.metadata
  if (deletionTimestamp) throw new Error(`ServiceAccount ${namespace}/${name} has been deleted`)
  if (is !== uid) throw new Error(`ServiceAccount UID (${is}) does not match claim (${uid})`)
}

function userOf({ namespace, account, uid }: Subject): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${account}`,
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  }
}

function markedInvalid({ namespace, account, secret }: Subject): string {
  const whose = `the token in secret ${namespace}/${secret} for service account ${namespace}/${account}`
  const instead = 'Use tokens from the TokenRequest API or manually created secret-based tokens'
  const anyway = `or remove the '${invalidSince}' label from the secret to temporarily allow use of this token`
  return `${whose} has been marked invalid. ${instead}, ${anyway}`
}
