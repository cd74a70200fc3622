import type { Clock } from '@knarr/machinery'
import { quotedList } from '../quoted-list.ts'
import { decodeToken } from '../service-account/json-web-token.ts'
import { goTypeOf } from './go-type.ts'
import type { RemoteKeySet } from './remote-key-set.ts'

export type Claims = Readonly<Record<string, unknown>>

/** What a token must be to be believed. */
export interface IdTokenRules {
  readonly clock: Clock
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly algorithms: readonly string[]
}

interface StandardClaim {
  readonly type: string
  isGood(value: unknown): boolean
}

const text: StandardClaim = { type: 'string', isGood: (value) => typeof value === 'string' }
const number: StandardClaim = { type: 'number', isGood: (value) => typeof value === 'number' }
const texts: StandardClaim = {
  type: '[]string',
  isGood: (value) => [value].flat().every((each) => typeof each === 'string'),
}
const standardClaims: ReadonlyMap<string, StandardClaim> = new Map([
  ...['iss', 'sub', 'nonce', 'at_hash'].map((name) => [name, text] as const),
  ...['exp', 'iat', 'nbf'].map((name) => [name, number] as const),
  ['aud', texts],
])

const leewaySeconds = 5 * 60

/** The issuer a token claims to be from, whoever wrote it; undefined for what is no token. */
export function claimedIssuer(token: string): string | undefined {
  const issuer = decodeToken(token)?.claims['iss'] ?? ''
  if (typeof issuer !== 'string') return undefined
  return issuer === 'accounts.google.com' ? 'https://accounts.google.com' : issuer
}

/** What a token says once it is known to be good. @throws Error in go-oidc's words */
export async function verifyIdToken(token: string, keys: RemoteKeySet, rules: IdTokenRules): Promise<Claims> {
  const decoded = decodeToken(token)
  if (!decoded) throw new Error('oidc: malformed jwt')
  const { header, claims } = decoded
  refuseMistyped(claims)
  if (claimedIssuer(token) !== rules.issuer) {
    const [wanted, got] = [rules.issuer, claims['iss']].map((each) => JSON.stringify(each))
    throw new Error(`oidc: id token issued by a different provider, expected ${wanted} got ${got}`)
  }
  refuseAudience(audiencesOf(claims), rules.audiences)
  refuseOutdated(claims, rules.clock)
  const algorithm = String(header['alg'] ?? '')
  if (!rules.algorithms.includes(algorithm)) {
    const expected = quotedList([...rules.algorithms].sort())
    const shown = JSON.stringify(algorithm)
    throw new Error(`oidc: id token signed with unsupported algorithm, expected ${expected} got ${shown}`)
  }
  const { kid } = header
  try {
    await keys.verify(token, { algorithm, ...(typeof kid === 'string' ? { keyId: kid } : {}) })
  } catch (cause) {
    throw new Error(`failed to verify signature: ${(cause as Error).message}`, { cause })
  }
  return claims
}

/** As Go reads the claims every token may have. */
function refuseMistyped(claims: Claims): void {
  for (const [name, value] of Object.entries(claims)) {
    const wanted = standardClaims.get(name)
    if (!wanted || value === null || wanted.isGood(value)) continue
    const why =
      wanted.type === 'number' && typeof value === 'string'
        ? `invalid number literal, trying to unmarshal ${JSON.stringify(JSON.stringify(value))} into Number`
        : `cannot unmarshal ${goTypeOf(value)} into Go struct field idToken.${name} of type ${wanted.type}`
    throw new Error(`oidc: failed to unmarshal claims: json: ${why}`)
  }
}

function audiencesOf({ aud }: Claims): readonly string[] {
  if (typeof aud === 'string') return [aud]
  return Array.isArray(aud) ? aud.filter((each) => typeof each === 'string') : []
}

function refuseAudience(actual: readonly string[], wanted: readonly string[]): void {
  if (actual.some((audience) => wanted.includes(audience))) return
  const [only = ''] = wanted
  throw new Error(
    wanted.length > 1
      ? `oidc: expected audience in ${quotedList([...wanted].sort())} got ${quotedList(actual)}`
      : `oidc: expected audience ${JSON.stringify(only)} got ${quotedList(actual)}`,
  )
}

function refuseOutdated({ exp, nbf }: Claims, clock: Clock): void {
  const now = clock.now() / 1000
  const end = typeof exp === 'number' ? exp : Number.NaN
  if (!(end >= now)) throw new Error(`oidc: token is expired (Token Expiry: ${goTime(end)})`)
  if (typeof nbf === 'number' && now + leewaySeconds < nbf)
    throw new Error(`oidc: current time ${goTime(now)} before the nbf (not before) time: ${goTime(nbf)}`)
}

/** As Go prints times. */
function goTime(seconds: number): string {
  if (Number.isNaN(seconds)) return '0001-01-01 00:00:00 +0000 UTC'
  const text = new Date(seconds * 1000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)} +0000 UTC`
}
