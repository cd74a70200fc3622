import { createHash, type Hash } from 'node:crypto'
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  type FieldError,
  fieldErrorText,
  invalid,
  required,
} from '@knarr/machinery'
import { type Annotations, keyServiceMessages } from './key-service-messages.ts'

/** What the source of a data key is. */
export const sourceType = {
  /** The key itself. */
  aesGcmKey: 0,
  /** A seed, from which each object's key is derived. */
  hkdfSeed: 1,
} as const

/** From where the key of an object's data comes, and who can tell it. */
export interface DataKeySource {
  readonly keyID: string
  readonly encryptedDEKSource: Uint8Array
  readonly annotations: Annotations
  readonly encryptedDEKSourceType: number
}

/** An object as it is kept, behind its prefix. */
export interface EncryptedObject extends DataKeySource {
  readonly encryptedData: Uint8Array
}

export function encodeEncryptedObject(object: EncryptedObject): Uint8Array {
  return keyServiceMessages.encode('EncryptedObject', object)
}

/** @throws Error, ProtoError */
export function decodeEncryptedObject(bytes: Uint8Array): EncryptedObject {
  const object = keyServiceMessages.decode<EncryptedObject>('EncryptedObject', bytes)
  const { encryptedDEKSourceType: type } = object
  if (type !== sourceType.aesGcmKey && type !== sourceType.hkdfSeed)
    throw new Error(`unknown encryptedDEKSourceType: ${type}`)
  if (object.encryptedData.length === 0) throw new Error('encrypted data is empty')
  validateSource(object)
  return object
}

const sourceMaxBytes = 1024
const keyIdMaxBytes = 1024
const annotationsMaxBytes = 32 * 1024

/** @throws Error */
export function validateSource(source: DataKeySource): void {
  const { length } = source.encryptedDEKSource
  const what = 'failed to validate encrypted DEK source: encrypted DEK source is'
  if (length === 0) throw new Error(`${what} empty`)
  if (length > sourceMaxBytes)
    throw new Error(`${what} ${length} bytes, which exceeds the max size of ${sourceMaxBytes}`)
  const wrong = keyIdError(source.keyID)
  if (wrong) throw new Error(`failed to validate key id: ${wrong.text}`)
  validateAnnotations(source.annotations)
}

/** What is wrong with a key ID: the word that metrics have for it, and the text for everybody else. */
export function keyIdError(keyId: string): { code: string; text: string } | undefined {
  const length = Buffer.byteLength(keyId)
  if (length === 0) return { code: 'empty', text: 'keyID is empty' }
  if (length <= keyIdMaxBytes) return undefined
  const text = `keyID is ${length} bytes, which exceeds the max size of ${keyIdMaxBytes}`
  return { code: 'too_long', text }
}

function validateAnnotations(annotations: Annotations): void {
  const entries = Object.entries(annotations)
  const errors = entries.flatMap(([key]) => domainErrors(key)).map(fieldErrorText)
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + value.length, 0)
  if (size > annotationsMaxBytes)
    errors.push(`total size of annotations is ${size}, which exceeds the max size of ${annotationsMaxBytes}`)
  if (errors.length === 0) return
  throw new Error(
    `failed to validate annotations: ${errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`}`,
  )
}

/** What keeps the key of an annotation from being a fully qualified domain name. */
function domainErrors(key: string): FieldError[] {
  const field = 'annotations'
  if (key === '') return [required(field)]
  const domain = key.endsWith('.') ? key.slice(0, -1) : key
  const errors = dns1123SubdomainErrors(domain)
  if (errors.length > 0) return [invalid(field, domain, errors.join(','))]
  const labels = domain.split('.')
  if (labels.length < 2)
    return [invalid(field, domain, 'should be a domain with at least two segments separated by dots')]
  return labels.flatMap((label) =>
    dns1123LabelErrors(label).length > 0 ? [invalid(field, label, dns1123LabelErrors(label).join(','))] : [],
  )
}

/** A text that is the same for two sources exactly when a plugin is asked the same of both. */
export function sourceName(source: DataKeySource): string {
  const hash = createHash('sha256').update(`${source.encryptedDEKSourceType} `)
  addPart(hash, source.encryptedDEKSource)
  addPart(hash, Buffer.from(source.keyID))
  for (const key of Object.keys(source.annotations).sort()) {
    addPart(hash, Buffer.from(key))
    addPart(hash, source.annotations[key] ?? new Uint8Array(0))
  }
  return hash.digest('base64')
}

function addPart(hash: Hash, part: Uint8Array): void {
  hash.update(`${part.length} `).update(part)
}

/** How logs, errors and metrics name a key ID. */
export function keyIdHash(keyId: string): string {
  return keyId ? `sha256:${createHash('sha256').update(keyId).digest('hex')}` : ''
}
