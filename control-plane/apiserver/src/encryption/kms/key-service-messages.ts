import { MessageCodec } from '@knarr/rpc'

/** The messages of `v2.KeyManagementService`, and the envelope that objects are kept in. */
export const keyServiceMessages: MessageCodec = new MessageCodec({
  StatusRequest: {},
  StatusResponse: { version: [1, 'string'], healthz: [2, 'string'], keyId: [3, 'string'] },
  EncryptRequest: { plaintext: [1, 'bytes'], uid: [2, 'string'] },
  EncryptResponse: { ciphertext: [1, 'bytes'], keyId: [2, 'string'], annotations: [3, 'bytesMap'] },
  DecryptRequest: {
    ciphertext: [1, 'bytes'],
    uid: [2, 'string'],
    keyId: [3, 'string'],
    annotations: [4, 'bytesMap'],
  },
  DecryptResponse: { plaintext: [1, 'bytes'] },
  EncryptedObject: {
    encryptedData: [1, 'bytes'],
    keyID: [2, 'string'],
    encryptedDEKSource: [3, 'bytes'],
    annotations: [4, 'bytesMap'],
    encryptedDEKSourceType: [5, 'int32'],
  },
})

/** What a plugin adds to what it encrypted; it is kept in plain. */
export type Annotations = Readonly<Record<string, Uint8Array>>

export interface KeyServiceStatus {
  readonly version: string
  readonly healthz: string
  readonly keyId: string
}

export interface EncryptedKey {
  readonly ciphertext: Uint8Array
  readonly keyId: string
  readonly annotations: Annotations
}
