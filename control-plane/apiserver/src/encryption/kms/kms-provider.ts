import type { Logger } from '@knarr/client'
import { type Clock, type Timer, timestamp } from '@knarr/machinery'
import { DataKeys } from './data-keys.ts'
import { keyIdError, keyIdHash } from './encrypted-object.ts'
import { KeyService, type KeyServiceOptions } from './key-service.ts'
import type { KeyServiceStatus } from './key-service-messages.ts'
import type { KmsMetrics } from './kms-metrics.ts'
import { makeWriteKey, type WriteKey } from './write-key.ts'

export interface KmsProviderParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: KmsMetrics
}

// Upstream's numbers: a write key outlives several failures, and none is used that the plugin has given up for long.
const healthyPeriodMs = 60_000
const unhealthyPeriodMs = 10_000
const writeKeyMs = 180_000
const goodAnswerMs = 20_000
const badAnswerMs = 3000

const versions = ['v2', 'v2beta1']

/**
 * A KMS plugin and the keys it is known by. It is asked for its status from time to time; when that names another key,
 * a new seed is made, encrypted by it, and written with from then on. What cannot be reached keeps the seed it had:
 * it reads for ever and writes for three minutes.
 */
export class KmsProvider {
  readonly name: string
  readonly keys: DataKeys
  readonly #service: KeyService
  readonly #parts: KmsProviderParts
  #writeKey: WriteKey | undefined
  #version: string | undefined
  #checking: Promise<void> | undefined
  #last: { readonly error: Error | undefined; readonly untilMs: number } | undefined
  #timer: Timer | undefined
  #isClosed = false

  constructor(options: KeyServiceOptions, parts: KmsProviderParts) {
    this.name = options.name
    this.#parts = parts
    this.#service = new KeyService(options, parts)
    this.keys = new DataKeys(parts.clock, async (source) => {
      try {
        return await this.#service.decrypt(source)
      } catch (cause) {
        throw new Error(`failed to decrypt DEK, error: ${(cause as Error).message}`, { cause })
      }
    })
  }

  /** Asks once, and goes on asking. A plugin that is not there yet is no error: it may start after this server. */
  async start(): Promise<void> {
    try {
      await this.check()
      this.#arm(healthyPeriodMs)
    } catch (error) {
      if (this.#isClosed) return
      const { logger } = this.#parts
      logger.error('a KMS plugin is not healthy', { name: this.name, error: (error as Error).message })
      this.#arm(unhealthyPeriodMs)
    }
  }

  /** What the objects' newest key is; it may have expired. @throws Error while the plugin has never been healthy */
  writeKey(): WriteKey {
    if (!this.#writeKey) throw new Error('got unexpected nil transformer')
    return this.#writeKey
  }

  /** Resolves when the plugin is healthy; whoever asks soon again gets the answer there was. @throws Error */
  async check(): Promise<void> {
    const { clock } = this.#parts
    if (this.#last && clock.now() < this.#last.untilMs) {
      if (this.#last.error) throw this.#last.error
      return
    }
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined
    })
    await this.#checking
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
    this.#service.close()
  }

  #arm(delayMs: number): void {
    if (this.#isClosed) return
    this.#timer = this.#parts.clock.after(delayMs, () => void this.start())
  }

  async #check(): Promise<void> {
    const { clock } = this.#parts
    try {
      await this.#askStatus()
      this.#last = { error: undefined, untilMs: clock.now() + goodAnswerMs }
    } catch (error) {
      this.#last = { error: error as Error, untilMs: clock.now() + badAnswerMs }
      throw error
    }
  }

  async #askStatus(): Promise<void> {
    const status = await this.#service.status().catch((cause: Error) => {
      const what = 'failed to perform status section of the healthz check for KMS Provider'
      throw new Error(`${what} ${this.name}, error: ${cause.message}`, { cause })
    })
    const errors = [this.#healthError(status), this.#versionError(status), await this.#keyError(status)]
    const texts = errors.filter((text) => text !== undefined)
    if (texts.length === 0) return
    const text = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
    throw new Error(`kmsv2 Provider ${this.name} is not healthy, error: ${text}`)
  }

  #healthError({ healthz }: KeyServiceStatus): string | undefined {
    return healthz === 'ok' ? undefined : `got unexpected healthz status: ${healthz}`
  }

  #versionError({ version }: KeyServiceStatus): string | undefined {
    if (!versions.includes(version)) return `expected KMSv2 API version v2, got ${version}`
    this.#version ??= version
    if (this.#version === version) return undefined
    const what = 'KMSv2 API version should not change after the initial status response version'
    return `${what} ${this.#version}, got ${version}`
  }

  async #keyError({ keyId }: KeyServiceStatus): Promise<string | undefined> {
    const { metrics } = this.#parts
    const wrong = keyIdError(keyId)
    if (wrong) {
      metrics.invalidKeyInStatus(this.name, wrong.code)
      return `got invalid KMSv2 KeyID hash "${keyIdHash(keyId)}": ${wrong.text}`
    }
    metrics.keyInStatus(this.name, keyId)
    return await this.#rotate(keyId)
  }

  /** Sees to a write key of this ID; what is wrong where there is none, and then all is as it was. */
  async #rotate(keyId: string): Promise<string | undefined> {
    const expiresAtMs = this.#parts.clock.now() + writeKeyMs
    const current = this.#writeKey
    if (current?.source.keyID === keyId) {
      this.#writeKey = { ...current, expiresAtMs }
      return undefined
    }
    let made: WriteKey | undefined
    let failure = ''
    try {
      made = await makeWriteKey(this.#service, expiresAtMs)
    } catch (error) {
      failure = (error as Error).message
    }
    if (made?.source.keyID === keyId) {
      this.#writeKey = made
      this.keys.add(made.source, made.cipher)
      return undefined
    }
    return (
      `failed to rotate DEK, errGen=${failure || '<nil>'}, statusKeyIDHash="${keyIdHash(keyId)}", ` +
      `encryptKeyIDHash="${keyIdHash(made?.source.keyID ?? '')}", ` +
      `stateKeyIDHash="${keyIdHash(current?.source.keyID ?? '')}"` +
      (current ? `, expirationTimestamp=${timestamp(current.expiresAtMs)}` : '')
    )
  }
}
