import type { Item } from '@knarr/storage'

type Encodings = Map<string, Uint8Array>

/**
 * Derived encodings of items, by name. Bounded in bytes: what was not asked for during one generation is
 * forgotten with it.
 */
export class EncodingCache {
  readonly #budget: number
  #young = new Map<Item, Encodings>()
  #old = new Map<Item, Encodings>()
  #youngBytes = 0

  /** `maxBytes` is kept to within a factor of two of a single encoding. */
  constructor(maxBytes: number = 16 << 20) {
    this.#budget = maxBytes / 2
  }

  get(item: Item, name: string, encode: () => Uint8Array): Uint8Array {
    const young = this.#young.get(item)
    const known = young?.get(name)
    if (known) return known
    const bytes = this.#old.get(item)?.get(name) ?? encode()
    if (young) young.set(name, bytes)
    else this.#young.set(item, new Map([[name, bytes]]))
    this.#youngBytes += bytes.byteLength
    if (this.#youngBytes > this.#budget) this.#turn()
    return bytes
  }

  #turn(): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#youngBytes = 0
  }
}
