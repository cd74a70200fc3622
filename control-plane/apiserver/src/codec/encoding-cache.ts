import type { Item } from '@knarr/storage'

/** A run of events as several watchers get it, and the bytes it comes to. */
interface Chunk {
  readonly events: readonly object[]
  readonly bytes: Uint8Array
}

const mostChunks = 16
const mostChunkBytes = 1 << 20
const mostFrames = 256

/** Derived encodings of items, by name. */
export class EncodingCache {
  readonly #kept: RecentEncodings
  /** All watchers are told of an event at once: kept for longer, frames would only grow old and be collected late. */
  readonly #frames = new RecentEncodings({ count: mostFrames, bytes: Number.POSITIVE_INFINITY })
  readonly #chunks = new Map<string, Chunk>()

  /** `maxBytes` is kept to within a factor of two of a single encoding; frames and chunks come on top. */
  constructor(maxBytes: number = 16 << 20) {
    this.#kept = new RecentEncodings({ count: Number.POSITIVE_INFINITY, bytes: maxBytes / 2 })
  }

  get(item: Item, name: string, encode: () => Uint8Array): Uint8Array {
    return this.#kept.get(item, name, () => alone(encode()))
  }

  /** The bytes of one event of an item, for as long as watchers that keep up need them. */
  frame(item: Item, name: string, encode: () => Uint8Array): Uint8Array {
    return this.#frames.get(item, name, encode)
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
}

/** Bounded by generations: what was not asked for during one is forgotten with it. */
class RecentEncodings {
  /** Of one generation. */
  readonly #most: { readonly count: number; readonly bytes: number }
  #young = new Map<Item, Encoding>()
  #old: ReadonlyMap<Item, Encoding> = new Map()
  #bytes = 0
  #count = 0

  constructor(most: { readonly count: number; readonly bytes: number }) {
    this.#most = most
  }

  get(item: Item, name: string, encode: () => Uint8Array): Uint8Array {
    const young = this.#young.get(item)
    const known = bytesIn(young, name)
    if (known) return known
    const bytes = bytesIn(this.#old.get(item), name) ?? encode()
    this.#young.set(item, { name, bytes, next: young })
    this.#bytes += bytes.byteLength
    this.#count++
    if (this.#bytes > this.#most.bytes || this.#count > this.#most.count) this.#turn()
    return bytes
  }

  #turn(): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#bytes = 0
    this.#count = 0
  }
}

/** One of an item's, and its others: there are few, so a list serves. */
interface Encoding {
  readonly name: string
  readonly bytes: Uint8Array
  readonly next: Encoding | undefined
}

function bytesIn(first: Encoding | undefined, name: string): Uint8Array | undefined {
  for (let one = first; one; one = one.next) if (one.name === name) return one.bytes
  return undefined
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
