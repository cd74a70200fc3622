import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'

/** What service account tokens are signed with. */
export interface SigningKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** Upstream's: the SHA-256 of the public key, so that every server names it alike. */
  readonly keyId: string
  readonly algorithm: 'ES256' | 'RS256'
}

/** A new key as PEM: P-256, since an RSA key would cost a start its speed. */
export function createSigningKeyPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** @throws TypeError where the key is neither RSA nor on P-256 */
export function signingKeyOf(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const keyId = createHash('sha256').update(der).digest('base64url')
  return { privateKey, publicKey, keyId, algorithm: algorithmOf(privateKey) }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningKey['algorithm'] {
  if (asymmetricKeyType === 'rsa') return 'RS256'
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  throw new TypeError(`service accounts need an RSA or P-256 key, not ${asymmetricKeyType}`)
}
