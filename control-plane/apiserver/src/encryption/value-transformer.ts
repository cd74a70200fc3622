import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { openSecretbox, sealSecretbox, secretboxNonceSize } from './secretbox.ts'

/** Bytes to what is kept of them, and back. */
export interface ValueTransformer {
  /** What all it writes begins with; empty for who writes bytes as they are. */
  readonly prefix: string
  /** `context` is where the bytes are kept: some refuse what was moved there from elsewhere. */
  toStorage(plain: Uint8Array, context: string): Uint8Array
  /** `kept` without the prefix. @throws where it was not written with this key */
  fromStorage(kept: Uint8Array, context: string): Uint8Array
  /** Fetches what reading `kept` takes, and rejects where it cannot be had; undefined where it can be read at once. */
  prepare?(kept: Uint8Array): Promise<void> | undefined
  /** Whether `kept`, which was read, would be written with another key now. */
  isOutdated?(kept: Uint8Array): boolean
}

export interface EncryptionKey {
  readonly name: string
  readonly secret: Buffer
}

/** Writes and reads plain bytes. */
export const identity: ValueTransformer = {
  prefix: '',
  toStorage: (plain) => plain,
  fromStorage: (kept) => kept,
}

const blockSize = 16

/** AES in CBC mode with PKCS#7 padding, behind a random vector. */
export function aesCbc({ name, secret }: EncryptionKey): ValueTransformer {
  const algorithm = `aes-${secret.length * 8}-cbc`
  return {
    prefix: `k8s:enc:aescbc:v1:${name}:`,
    toStorage(plain) {
      const vector = randomBytes(blockSize)
      const cipher = createCipheriv(algorithm, secret, vector)
      return Buffer.concat([vector, cipher.update(plain), cipher.final()])
    },
    fromStorage(kept) {
      if (kept.length < blockSize) throw new Error('the stored data was shorter than the required size')
      const decipher = createDecipheriv(algorithm, secret, kept.subarray(0, blockSize))
      return Buffer.concat([decipher.update(kept.subarray(blockSize)), decipher.final()])
    },
  }
}

const nonceSize = 12
const tagSize = 16

/** AES in GCM mode: a nonce, then what is sealed together with where it is kept. */
export function aesGcm({ name, secret }: EncryptionKey): ValueTransformer {
  const algorithm = `aes-${secret.length * 8}-gcm` as 'aes-256-gcm'
  return {
    prefix: `k8s:enc:aesgcm:v1:${name}:`,
    toStorage(plain, context) {
      const nonce = randomBytes(nonceSize)
      const cipher = createCipheriv(algorithm, secret, nonce)
      cipher.setAAD(Buffer.from(context))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    fromStorage(kept, context) {
      if (kept.length < nonceSize + tagSize)
        throw new Error('the stored data was shorter than the required size')
      const decipher = createDecipheriv(algorithm, secret, kept.subarray(0, nonceSize))
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(kept.subarray(-tagSize))
      return Buffer.concat([decipher.update(kept.subarray(nonceSize, -tagSize)), decipher.final()])
    },
  }
}

/** NaCl's secretbox behind a random nonce. */
export function secretbox({ name, secret }: EncryptionKey): ValueTransformer {
  return {
    prefix: `k8s:enc:secretbox:v1:${name}:`,
    toStorage(plain) {
      const nonce = randomBytes(secretboxNonceSize)
      return Buffer.concat([nonce, sealSecretbox(plain, nonce, secret)])
    },
    fromStorage(kept) {
      const nonce = kept.subarray(0, secretboxNonceSize)
      const plain =
        nonce.length < secretboxNonceSize
          ? undefined
          : openSecretbox(kept.subarray(secretboxNonceSize), nonce, secret)
      if (!plain) throw new Error('failed to decrypt: the box does not open with this key')
      return plain
    },
  }
}
