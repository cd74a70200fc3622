import type { Clock } from '@knarr/machinery'
import { aesGcm } from '../value-transformer.ts'
import { type DataKeySource, sourceName, sourceType } from './encrypted-object.ts'
import { type DataCipher, extendedNonceGcm } from './extended-nonce-gcm.ts'

/** What opens; nothing is sealed with a key that was read. */
export type DataOpener = Pick<DataCipher, 'open'>

interface Entry {
  readonly opener: DataOpener
  usedAtMs: number
}

/** As long as upstream keeps a key that nobody uses. */
const idleMs = 24 * 60 * 60 * 1000

/** The data keys that are known here, by their encrypted sources; whoever asks for one twice makes one question of it. */
export class DataKeys {
  readonly #clock: Clock
  readonly #decrypt: (source: DataKeySource) => Promise<Uint8Array>
  readonly #known = new Map<string, Entry>()
  readonly #asked = new Map<string, Promise<void>>()

  /** `decrypt` asks who encrypted the source. */
  constructor(clock: Clock, decrypt: (source: DataKeySource) => Promise<Uint8Array>) {
    this.#clock = clock
    this.#decrypt = decrypt
  }

  get size(): number {
    return this.#known.size
  }

  /** The key, if it is known; it then stays so for a while. */
  find(source: DataKeySource): DataOpener | undefined {
    return this.#find(sourceName(source))
  }

  /** Undefined where the key is known; else resolves once it is, and rejects where nobody tells it. */
  fetch(source: DataKeySource): Promise<void> | undefined {
    const name = sourceName(source)
    if (this.#find(name)) return undefined
    let asked = this.#asked.get(name)
    if (!asked) {
      asked = this.#ask(name, source).finally(() => this.#asked.delete(name))
      this.#asked.set(name, asked)
    }
    return asked
  }

  add(source: DataKeySource, opener: DataOpener): void {
    this.#add(sourceName(source), opener)
  }

  #find(name: string): DataOpener | undefined {
    const entry = this.#known.get(name)
    if (entry) entry.usedAtMs = this.#clock.now()
    return entry?.opener
  }

  async #ask(name: string, source: DataKeySource): Promise<void> {
    const key = await this.#decrypt(source)
    this.#add(name, openerOf(key, source.encryptedDEKSourceType))
  }

  #add(name: string, opener: DataOpener): void {
    const nowMs = this.#clock.now()
    for (const [other, { usedAtMs }] of this.#known) {
      if (nowMs - usedAtMs > idleMs) this.#known.delete(other)
    }
    this.#known.set(name, { opener, usedAtMs: nowMs })
  }
}

function openerOf(key: Uint8Array, type: number): DataOpener {
  if (type === sourceType.hkdfSeed) return extendedNonceGcm(key)
  if (![16, 24, 32].includes(key.length)) throw new Error(`crypto/aes: invalid key size ${key.length}`)
  const transformer = aesGcm({ name: '', secret: Buffer.from(key) })
  return { open: (sealed, context) => transformer.fromStorage(sealed, context) }
}
