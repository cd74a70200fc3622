import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { DerValue } from './der.ts'
import { signatureAlgorithmOf } from './signature-algorithm.ts'

/** Bytes, whose signature they carry, and by which algorithm it was made. */
export interface Signed {
  readonly bytes: Buffer
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer
  /** AlgorithmIdentifier. */
  readonly algorithm: DerValue | undefined
  readonly signature: Buffer
}

const failures = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
} as const

/** Throws, with Go's text, where the signature is not one of these bytes by this key. */
export function checkSignature({ bytes, publicKey, algorithm, signature }: Signed): void {
  const known = signatureAlgorithmOf(algorithm)
  if (!known) throw new Error('x509: cannot verify signature: algorithm unimplemented')
  const { keyType, hash, ...how } = known
  const key = keyOf(publicKey)
  if (key.asymmetricKeyType !== keyType)
    throw new Error('x509: signature algorithm specifies a different public key type')
  if (!verify(hash, bytes, { key, ...how }, signature)) throw new Error(failures[keyType])
}

function keyOf(publicKey: Buffer): KeyObject {
  try {
    return createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
  } catch (cause) {
    throw new Error('x509: malformed public key', { cause })
  }
}
