import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import {
  type DerValue,
  derTag,
  objectIdText,
  readDer,
  readDerIn,
  writeDer,
  writeObjectId,
} from '@knarr/machinery'

/** A certificate authority that others' certificates are signed by. */
export interface SigningAuthority {
  /** Its name, encoded. */
  readonly subject: Buffer
  /** What its certificate says to know its key by. */
  readonly keyIdentifier?: Buffer
  readonly notAfterMs: number
  /** The algorithm it signs by, encoded. */
  readonly algorithm: Buffer
  sign(bytes: Buffer): Buffer
}

const subjectKeyIdentifierId = '2.5.29.14'
const subjectIndex = 5
const extensionsTag = 0xa3

/** Reads an authority of certificate and key in PEM. */
export function signingAuthority({
  cert,
  key,
}: {
  readonly cert: string
  readonly key: string
}): SigningAuthority {
  const certificate = new X509Certificate(cert)
  const privateKey = createPrivateKey(key)
  if (!certificate.checkPrivateKey(privateKey)) throw new Error('tls: private key does not match public key')
  const [outer] = readDer(certificate.raw)
  const [body] = readDerIn(outer, derTag.sequence)
  const parts = readDerIn(body, derTag.sequence)
  const keyIdentifier = keyIdentifierIn(parts.find(({ tag }) => tag === extensionsTag))
  const { algorithm, hash } = algorithmOf(privateKey)
  return {
    subject: (parts[subjectIndex] as DerValue).encoded,
    ...(keyIdentifier ? { keyIdentifier } : {}),
    notAfterMs: Date.parse(certificate.validTo),
    algorithm,
    sign: (bytes) => sign(hash, bytes, privateKey),
  }
}

function keyIdentifierIn(extensions: DerValue | undefined): Buffer | undefined {
  if (!extensions) return undefined
  const [list] = readDer(extensions.content)
  for (const extension of readDerIn(list, derTag.sequence)) {
    const [id, ...rest] = readDerIn(extension, derTag.sequence)
    if (id && objectIdText(id.content) === subjectKeyIdentifierId)
      return readDer((rest.at(-1) as DerValue).content)[0]?.content
  }
  return undefined
}

const curveAlgorithms: Readonly<Record<string, { readonly id: string; readonly hash: string }>> = {
  prime256v1: { id: '1.2.840.10045.4.3.2', hash: 'sha256' },
  secp384r1: { id: '1.2.840.10045.4.3.3', hash: 'sha384' },
  secp521r1: { id: '1.2.840.10045.4.3.4', hash: 'sha512' },
}
const derNull = Buffer.from([5, 0])

/** What Go signs by with such a key. */
function algorithmOf(key: KeyObject): { algorithm: Buffer; hash: string | null } {
  const encoded = (id: string, ...parameters: Buffer[]): Buffer =>
    writeDer(derTag.sequence, writeObjectId(id), ...parameters)
  const type = key.asymmetricKeyType
  if (type === 'rsa') return { algorithm: encoded('1.2.840.113549.1.1.11', derNull), hash: 'sha256' }
  if (type === 'ed25519') return { algorithm: encoded('1.3.101.112'), hash: null }
  const curve = curveAlgorithms[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (!curve) throw new Error('x509: only RSA, ECDSA and Ed25519 keys supported')
  return { algorithm: encoded(curve.id), hash: curve.hash }
}
