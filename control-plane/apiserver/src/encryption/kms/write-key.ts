import { randomBytes } from 'node:crypto'
import { timestamp } from '@knarr/machinery'
import { type DataKeySource, keyIdHash, sourceType, validateSource } from './encrypted-object.ts'
import { type DataCipher, extendedNonceGcm, seedSize } from './extended-nonce-gcm.ts'
import type { KeyService } from './key-service.ts'

/** What objects are written with: a seed, and how a plugin encrypted it. */
export interface WriteKey {
  readonly source: DataKeySource
  readonly cipher: DataCipher
  /** Until when objects may be written with it, unless the plugin confirms its key ID. */
  readonly expiresAtMs: number
}

/** A new seed that the plugin has encrypted. @throws Error, also where its answer cannot be kept */
export async function makeWriteKey(service: KeyService, expiresAtMs: number): Promise<WriteKey> {
  const seed = randomBytes(seedSize)
  const { ciphertext, keyId, annotations } = await service.encrypt(seed).catch((cause: Error) => {
    throw new Error(`failed to encrypt DEK, error: ${cause.message}`, { cause })
  })
  const source: DataKeySource = {
    encryptedDEKSource: ciphertext,
    keyID: keyId,
    annotations,
    encryptedDEKSourceType: sourceType.hkdfSeed,
  }
  validateSource(source)
  return { source, cipher: extendedNonceGcm(seed), expiresAtMs }
}

/** @throws Error when the key may no longer write */
export function refuseExpired({ source, expiresAtMs }: WriteKey, nowMs: number): void {
  if (nowMs <= expiresAtMs) return
  throw new Error(
    `encryptedDEKSource with keyID hash "${keyIdHash(source.keyID)}" expired at ${timestamp(expiresAtMs)} ` +
      `(current time is ${timestamp(nowMs)})`,
  )
}
