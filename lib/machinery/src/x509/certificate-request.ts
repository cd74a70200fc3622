import { type AlternativeNames, readAlternativeNames } from './alternative-names.ts'
import { contentOf, type DerValue, derTag, objectIdText, readDer, readDerIn } from './der.ts'
import { type DistinguishedName, readDistinguishedName } from './distinguished-name.ts'
import { pemBlocks } from './pem.ts'
import { checkSignature } from './signature.ts'
/** What somebody asks to have certified: PKCS#10. */
export interface CertificateRequest extends DistinguishedName, AlternativeNames {
  /** The public key as SubjectPublicKeyInfo. */
  readonly publicKey: Buffer
  /** Throws where whoever asks has not the key. */
  checkSignature(): void
}

const extensionRequestId = '1.2.840.113549.1.9.14'
const alternativeNamesId = '2.5.29.17'
const attributesTag = 0xa0

/** Reads a request in PEM; throws with Go's texts where there is none. */
export function parseCertificateRequest(pem: string): CertificateRequest {
  const [block] = pemBlocks(pem)
  if (block?.type !== 'CERTIFICATE REQUEST') throw new Error('PEM block type must be CERTIFICATE REQUEST')
  const [outer, ...trailing] = readDer(block.bytes)
  if (trailing.length > 0) throw new Error('asn1: syntax error: trailing data')
  const [info, algorithm, signature] = readDerIn(outer, derTag.sequence)
  const [version, subject, publicKey, attributes] = readDerIn(info, derTag.sequence)
  contentOf(version, derTag.integer)
  contentOf(publicKey, derTag.sequence)
  if (!info || !subject || !publicKey) throw new Error('asn1: syntax error: sequence truncated')
  contentOf(algorithm, derTag.sequence)
  const signed = {
    bytes: info.encoded,
    publicKey: publicKey.encoded,
    algorithm,
    signature: contentOf(signature, derTag.bitString).subarray(1),
  }
  return {
    ...readDistinguishedName(subject),
    ...readAlternativeNames(alternativeNamesIn(attributes)),
    publicKey: publicKey.encoded,
    checkSignature: () => checkSignature(signed),
  }
}

/** The extension's value among the attributes of a request. */
function alternativeNamesIn(attributes: DerValue | undefined): Buffer | undefined {
  if (attributes?.tag !== attributesTag) return undefined
  for (const attribute of readDer(attributes.content)) {
    const [id, values] = readDerIn(attribute, derTag.sequence)
    if (objectIdText(contentOf(id, derTag.objectId)) !== extensionRequestId) continue
    const [extensions] = readDerIn(values, derTag.set)
    for (const extension of readDerIn(extensions, derTag.sequence)) {
      const parts = readDerIn(extension, derTag.sequence)
      if (objectIdText(contentOf(parts[0], derTag.objectId)) !== alternativeNamesId) continue
      return contentOf(parts.at(-1), derTag.octetString)
    }
  }
  return undefined
}
