import { constants } from 'node:crypto'
import { contentOf, type DerValue, derTag, objectIdText, readDer, readDerIn } from './der.ts'

/** How a signature was made. */
export interface SignatureAlgorithm {
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
  /** Null where the key says it. */
  readonly hash: string | null
  readonly padding?: number
  readonly saltLength?: number
}

const rsa = (hash: string): SignatureAlgorithm => ({
  ...{ keyType: 'rsa', hash, padding: constants.RSA_PKCS1_PADDING },
})
const ecdsa = (hash: string): SignatureAlgorithm => ({ keyType: 'ec', hash })

const byId: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ['1.2.840.113549.1.1.5', rsa('sha1')],
  ['1.2.840.113549.1.1.11', rsa('sha256')],
  ['1.2.840.113549.1.1.12', rsa('sha384')],
  ['1.2.840.113549.1.1.13', rsa('sha512')],
  ['1.2.840.10045.4.1', ecdsa('sha1')],
  ['1.2.840.10045.4.3.2', ecdsa('sha256')],
  ['1.2.840.10045.4.3.3', ecdsa('sha384')],
  ['1.2.840.10045.4.3.4', ecdsa('sha512')],
  ['1.3.101.112', { keyType: 'ed25519', hash: null }],
])

/** An AlgorithmIdentifier's; undefined for those that Go does not check requests by. */
export function signatureAlgorithmOf(identifier: DerValue | undefined): SignatureAlgorithm | undefined {
  const [id, parameters] = readDerIn(identifier, derTag.sequence)
  const name = objectIdText(contentOf(id, derTag.objectId))
  return name === pssId ? pssAlgorithm(parameters) : byId.get(name)
}

const pssId = '1.2.840.113549.1.1.10'
const maskId = '1.2.840.113549.1.1.8'
const pssHashes: ReadonlyMap<string, { readonly hash: string; readonly saltLength: number }> = new Map([
  ['2.16.840.1.101.3.4.2.1', { hash: 'sha256', saltLength: 32 }],
  ['2.16.840.1.101.3.4.2.2', { hash: 'sha384', saltLength: 48 }],
  ['2.16.840.1.101.3.4.2.3', { hash: 'sha512', saltLength: 64 }],
])

/** RSA-PSS in the one form that is in use: one hash for everything, and a salt as long as that. */
function pssAlgorithm(parameters: DerValue | undefined): SignatureAlgorithm | undefined {
  const fields = readDerIn(parameters, derTag.sequence)
  const field = (number: number): DerValue | undefined => {
    const found = fields.find(({ tag }) => tag === 0xa0 + number)
    return found && readDer(found.content)[0]
  }
  const [hashId] = readDerIn(field(0), derTag.sequence)
  const [mask, maskHash] = readDerIn(field(1), derTag.sequence)
  const hash = pssHashes.get(objectIdText(contentOf(hashId, derTag.objectId)))
  const [maskHashId] = readDerIn(maskHash, derTag.sequence)
  if (!hash || !mask || objectIdText(mask.content) !== maskId) return undefined
  if (!maskHashId || !hashId?.encoded.equals(maskHashId.encoded)) return undefined
  const salt = field(2)
  if (salt?.content.length !== 1 || salt.content[0] !== hash.saltLength || field(3)) return undefined
  return { keyType: 'rsa', padding: constants.RSA_PKCS1_PSS_PADDING, ...hash }
}
