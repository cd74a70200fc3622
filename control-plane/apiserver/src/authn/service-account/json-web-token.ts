import { sign, verify } from 'node:crypto'
import { isJsonObject } from '@knarr/machinery'
import type { SigningKey } from './signing-key.ts'

export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** A compact JWS (RFC 7515) over `claims`. */
export function signToken(claims: object, { privateKey, keyId, algorithm }: SigningKey): string {
  const header = { alg: algorithm, kid: keyId }
  const input = `${encoded(header)}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** What a token says, whoever wrote it; undefined for what is no JWT. */
export function decodeToken(token: string): DecodedToken | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  const [header, claims] = parts.slice(0, 2).map(decoded)
  return isJsonObject(header) && isJsonObject(claims) ? { header, claims } : undefined
}

/** Whether `key` signed the token, with the key's own algorithm. */
export function isSignedBy(token: string, { publicKey, algorithm }: SigningKey): boolean {
  if (decodeToken(token)?.header['alg'] !== algorithm) return false
  const end = token.lastIndexOf('.')
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  return verify('sha256', Buffer.from(token.slice(0, end)), key, signature)
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return undefined
  }
}
