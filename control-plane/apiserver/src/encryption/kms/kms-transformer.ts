import type { Clock } from '@knarr/machinery'
import type { ValueTransformer } from '../value-transformer.ts'
import { decodeEncryptedObject, type EncryptedObject, encodeEncryptedObject } from './encrypted-object.ts'
import type { KmsMetrics } from './kms-metrics.ts'
import type { KmsProvider } from './kms-provider.ts'
import { refuseExpired } from './write-key.ts'

/** Objects in envelopes of a plugin. No write waits for the plugin; a read does where the data key is new here. */
export function kmsTransformer(
  provider: KmsProvider,
  { clock, metrics }: { clock: Clock; metrics: KmsMetrics },
): ValueTransformer {
  const { name, keys } = provider
  return {
    prefix: `k8s:enc:kms:v2:${name}:`,

    toStorage(plain, context) {
      const key = provider.writeKey()
      refuseExpired(key, clock.now())
      if (!keys.find(key.source)) keys.add(key.source, key.cipher)
      metrics.keyUsed('to_storage', name, key.source.keyID)
      return encodeEncryptedObject({ ...key.source, encryptedData: key.cipher.seal(plain, context) })
    },

    prepare(kept) {
      const object = decoded(kept)
      return object && keys.fetch(object)
    },

    fromStorage(kept, context) {
      const object = decodeEncryptedObject(kept)
      provider.writeKey()
      const key = keys.find(object)
      if (!key) throw new Error('the data key has not been asked for')
      metrics.keyUsed('from_storage', name, object.keyID)
      return key.open(object.encryptedData, context)
    },

    isOutdated(kept) {
      const { keyID, encryptedDEKSourceType } = decodeEncryptedObject(kept)
      const { source } = provider.writeKey()
      return keyID !== source.keyID || encryptedDEKSourceType !== source.encryptedDEKSourceType
    },
  }
}

/** What cannot be decoded needs no key: reading it says what is wrong. */
function decoded(kept: Uint8Array): EncryptedObject | undefined {
  try {
    return decodeEncryptedObject(kept)
  } catch {
    return undefined
  }
}
