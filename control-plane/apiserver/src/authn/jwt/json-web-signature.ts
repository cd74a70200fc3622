import { constants, type KeyObject, verify } from 'node:crypto'

interface Algorithm {
  readonly hash: 'sha256' | 'sha384' | 'sha512'
  readonly keyType: 'rsa' | 'ec'
  readonly isPss?: boolean
  readonly curve?: string
}

const curves = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' } as const
const hashes = ['256', '384', '512'] as const
const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  hashes.flatMap((size): [string, Algorithm][] => [
    [`RS${size}`, { hash: `sha${size}`, keyType: 'rsa' }],
    [`ES${size}`, { hash: `sha${size}`, keyType: 'ec', curve: curves[`ES${size}`] }],
    [`PS${size}`, { hash: `sha${size}`, keyType: 'rsa', isPss: true }],
  ]),
)

/** Every algorithm a token may be signed with (RFC 7518). */
export const signingAlgorithms: readonly string[] = [...algorithms.keys()]

/** Whether `key` signed a compact JWS by `algorithm`. */
export function isSignedWith(token: string, algorithm: string, key: KeyObject): boolean {
  const known = algorithms.get(algorithm)
  if (!known || key.asymmetricKeyType !== known.keyType) return false
  if (known.curve && key.asymmetricKeyDetails?.namedCurve !== known.curve) return false
  const end = token.lastIndexOf('.')
  const padding = known.isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const rsa = { key, padding, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  const how = known.keyType === 'rsa' ? rsa : { key, dsaEncoding: 'ieee-p1363' as const }
  return verify(
    known.hash,
    Buffer.from(token.slice(0, end)),
    how,
    Buffer.from(token.slice(end + 1), 'base64url'),
  )
}
