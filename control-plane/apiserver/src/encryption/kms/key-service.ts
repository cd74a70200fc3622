import { randomUUID } from 'node:crypto'
import { type Clock, ProtoError } from '@knarr/machinery'
import { GrpcClient, GrpcError, grpcCode, grpcCodeName } from '@knarr/rpc'
import type { DataKeySource } from './encrypted-object.ts'
import { type EncryptedKey, type KeyServiceStatus, keyServiceMessages } from './key-service-messages.ts'
import type { KmsMetrics } from './kms-metrics.ts'

export interface KeyServiceOptions {
  readonly name: string
  /** The path of its unix socket. */
  readonly socket: string
  /** What one call may take. */
  readonly timeoutMs: number
}

const internal = 13

/** A KMS plugin as it is called. What it fails with, and what is no answer, is a KeyServiceError. */
export class KeyService {
  readonly #options: KeyServiceOptions
  readonly #client: GrpcClient
  readonly #clock: Clock
  readonly #metrics: KmsMetrics

  constructor(options: KeyServiceOptions, { clock, metrics }: { clock: Clock; metrics: KmsMetrics }) {
    this.#options = options
    this.#client = new GrpcClient(options.socket)
    this.#clock = clock
    this.#metrics = metrics
  }

  status(): Promise<KeyServiceStatus> {
    return this.#call('Status', {})
  }

  encrypt(plaintext: Uint8Array): Promise<EncryptedKey> {
    return this.#call('Encrypt', { plaintext, uid: randomUUID() })
  }

  async decrypt({ encryptedDEKSource, keyID, annotations }: DataKeySource): Promise<Uint8Array> {
    const request = { ciphertext: encryptedDEKSource, uid: randomUUID(), keyId: keyID, annotations }
    const { plaintext } = await this.#call<{ plaintext: Uint8Array }>('Decrypt', request)
    return plaintext
  }

  close(): void {
    this.#client.close()
  }

  async #call<T>(name: string, request: object): Promise<T> {
    const method = `/v2.KeyManagementService/${name}`
    const bytes = keyServiceMessages.encode(`${name}Request`, request)
    const startMs = this.#clock.now()
    let code = 0
    try {
      const answer = await this.#withinTime((signal) =>
        this.#client.unary(method, bytes, { timeoutMs: this.#options.timeoutMs, signal }),
      )
      return keyServiceMessages.decode<T>(`${name}Response`, answer)
    } catch (cause) {
      code = cause instanceof GrpcError ? cause.code : internal
      if (!(cause instanceof GrpcError || cause instanceof ProtoError)) throw cause
      throw new KeyServiceError(code, cause)
    } finally {
      const call = { provider: this.#options.name, method, code: grpcCodeName(code) }
      this.#metrics.called(call, this.#clock.now() - startMs)
    }
  }

  async #withinTime<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ending = new AbortController()
    const late = Promise.withResolvers<never>()
    const timer = this.#clock.after(this.#options.timeoutMs, () => {
      late.reject(new GrpcError(grpcCode.deadlineExceeded, 'context deadline exceeded'))
      ending.abort()
    })
    try {
      return await Promise.race([call(ending.signal), late.promise])
    } finally {
      timer.cancel()
    }
  }
}

/** A call that failed, in the words gRPC has for it. */
class KeyServiceError extends Error {
  constructor(code: number, cause: Error) {
    super(`rpc error: code = ${grpcCodeName(code)} desc = ${cause.message}`, { cause })
    this.name = 'KeyServiceError'
  }
}
