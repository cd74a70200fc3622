import { createHmac, randomBytes } from 'node:crypto'
import { aesGcm } from '../value-transformer.ts'

const infoSize = 32
/** A seed is at least so long. */
export const seedSize = 32

/** Seals and opens bytes together with where they are kept. */
export interface DataCipher {
  seal(plain: Uint8Array, context: string): Uint8Array
  /** @throws Error */
  open(sealed: Uint8Array, context: string): Uint8Array
}

/**
 * AES-256-GCM with a key of its own for each seal, derived from the seed and 32 random bytes that stand before what
 * is sealed: so a seed may seal as much as anybody writes. @throws Error for a seed that is too short
 */
export function extendedNonceGcm(seed: Uint8Array): DataCipher {
  if (seed.length < seedSize) throw new Error(`invalid seed length ${seed.length} used for key generation`)
  const own = Buffer.from(seed)
  return {
    seal(plain, context) {
      const info = randomBytes(infoSize)
      return Buffer.concat([info, derived(own, info).toStorage(plain, context)])
    },
    open(sealed, context) {
      if (sealed.length < infoSize) throw new Error('the stored data was shorter than the required size')
      return derived(own, sealed.subarray(0, infoSize)).fromStorage(sealed.subarray(infoSize), context)
    },
  }
}

/** HKDF's second half alone (RFC 5869, 2.3), of which one block is as long as a key. */
function derived(seed: Buffer, info: Uint8Array): ReturnType<typeof aesGcm> {
  const secret = createHmac('sha256', seed).update(info).update(Buffer.of(1)).digest()
  return aesGcm({ name: '', secret })
}
