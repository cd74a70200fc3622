import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'

/** Bytes, whose signature they carry, and by which algorithm it was made. */
export interface Signed {
  readonly bytes: Buffer
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer
  /** The object identifier of a signature algorithm. */
  readonly algorithm: string
  readonly signature: Buffer
}

interface SignatureAlgorithm {
  /** Undefined where the key says it. */
  readonly hash?: string
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
}

const rsa = (hash: string): SignatureAlgorithm => ({ hash, keyType: 'rsa' })
const ecdsa = (hash: string): SignatureAlgorithm => ({ hash, keyType: 'ec' })

/** The algorithms Go checks requests by. RSA-PSS is not among them here. */
const algorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ['1.2.840.113549.1.1.5', rsa('sha1')],
  ['1.2.840.113549.1.1.11', rsa('sha256')],
  ['1.2.840.113549.1.1.12', rsa('sha384')],
  ['1.2.840.113549.1.1.13', rsa('sha512')],
  ['1.2.840.10045.4.1', ecdsa('sha1')],
  ['1.2.840.10045.4.3.2', ecdsa('sha256')],
  ['1.2.840.10045.4.3.3', ecdsa('sha384')],
  ['1.2.840.10045.4.3.4', ecdsa('sha512')],
  ['1.3.101.112', { keyType: 'ed25519' }],
])

const failures = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
} as const

/** Throws, with Go's text, where the signature is not one of these bytes by this key. */
export function checkSignature({ bytes, publicKey, algorithm, signature }: Signed): void {
  const known = algorithms.get(algorithm)
  if (!known) throw new Error('x509: cannot verify signature: algorithm unimplemented')
  const key = keyOf(publicKey)
  if (key.asymmetricKeyType !== known.keyType) {
    throw new Error('x509: signature algorithm specifies a different public key type')
  }
  const padding = known.keyType === 'rsa' ? { padding: constants.RSA_PKCS1_PADDING } : {}
  if (verify(known.hash, bytes, { key, ...padding }, signature)) return
  throw new Error(failures[known.keyType])
}

function keyOf(publicKey: Buffer): KeyObject {
  try {
    return createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
  } catch (cause) {
    throw new Error('x509: malformed public key', { cause })
  }
}
