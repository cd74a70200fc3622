import type { Item } from '@knarr/storage'

type Encodings = Map<string, Uint8Array>

/** A run of events as several watchers get it, and the bytes it comes to. */
interface Chunk {
  readonly events: readonly object[]
  readonly bytes: Uint8Array
}

const mostChunks = 16
const mostChunkBytes = 1 << 20

/**
 * Derived encodings of items, by name. Bounded in bytes: what was not asked for during one generation is
 * forgotten with it.
 */
export class EncodingCache {
  readonly #budget: number
  #young = new Map<Item, Encodings>()
  #old = new Map<Item, Encodings>()
  #youngBytes = 0
  readonly #chunks = new Map<string, Chunk>()

  /** `maxBytes` is kept to within a factor of two of a single encoding. */
  constructor(maxBytes: number = 16 << 20) {
    this.#budget = maxBytes / 2
  }

  get(item: Item, name: string, encode: () => Uint8Array): Uint8Array {
    const young = this.#young.get(item)
    const known = young?.get(name)
    if (known) return known
    const bytes = this.#old.get(item)?.get(name) ?? alone(encode())
    if (young) young.set(name, bytes)
    else this.#young.set(item, new Map([[name, bytes]]))
    this.#youngBytes += bytes.byteLength
    if (this.#youngBytes > this.#budget) this.#turn()
    return bytes
  }

  /**
   * The bytes of a run of events, put together once for all watchers that get the same one: `parts` are what they are
   * told apart by, and the newest run of each name is kept.
   */
  chunk(name: string, parts: readonly object[], join: () => Uint8Array): Uint8Array {
    const last = this.#chunks.get(name)
    if (last && isSame(last.events, parts)) return last.bytes
    const bytes = join()
    this.#chunks.delete(name)
    if (bytes.byteLength > mostChunkBytes) return bytes
    this.#chunks.set(name, { events: parts, bytes })
    const [oldest] = this.#chunks.keys()
    if (this.#chunks.size > mostChunks && oldest !== undefined) this.#chunks.delete(oldest)
    return bytes
  }

  #turn(): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#youngBytes = 0
  }
}

function isSame(left: readonly object[], right: readonly object[]): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index])
}

/** The bytes with a buffer to themselves: kept in Node's pool they would keep its 64 KiB with them. */
function alone(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.byteLength)
  own.set(bytes)
  return own
}
