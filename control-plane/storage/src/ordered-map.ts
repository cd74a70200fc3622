import { compareKeys, isPlain } from './key-order.ts'

interface Chunk<V> {
  keys: string[]
  values: V[]
}

const chunkLimit = 512

/**
 * A map in key order: a B-tree of two levels. A change costs a binary search and a move inside one
 * chunk of at most 512; a range costs what it returns, counting one costs its chunks.
 */
export class OrderedMap<V> {
  #chunks: Chunk<V>[] = []
  #size = 0
  // Where the last #seek ended.
  #chunk = 0
  #index = 0

  /** A map of keys that are in order already, and their values. */
  static ofSorted<V>(keys: readonly string[], values: readonly V[]): OrderedMap<V> {
    const map = new OrderedMap<V>()
    const fill = chunkLimit / 2
    for (let start = 0; start < keys.length; start += fill) {
      const end = start + fill
      map.#chunks.push({ keys: keys.slice(start, end), values: values.slice(start, end) })
    }
    map.#size = keys.length
    return map
  }

  get size(): number {
    return this.#size
  }

  get(key: string): V | undefined {
    return this.#seek(key) ? this.#chunks[this.#chunk]?.values[this.#index] : undefined
  }

  /** Returns what the key held before. */
  set(key: string, value: V): V | undefined {
    if (this.#seek(key)) {
      const values = (this.#chunks[this.#chunk] as Chunk<V>).values
      const previous = values[this.#index]
      values[this.#index] = value
      return previous
    }
    this.#insert(key, value)
    return undefined
  }

  /** Returns what the key held. */
  delete(key: string): V | undefined {
    if (!this.#seek(key)) return undefined
    const chunk = this.#chunks[this.#chunk] as Chunk<V>
    const [previous] = chunk.values.splice(this.#index, 1)
    chunk.keys.splice(this.#index, 1)
    this.#size--
    if (chunk.keys.length === 0) this.#chunks.splice(this.#chunk, 1)
    return previous
  }

  /** The values of `from <= key < to`, at most `limit`. */
  values(from: string, to: string, limit: number = Number.POSITIVE_INFINITY): V[] {
    const found: V[] = []
    for (const { chunk, start, end } of this.#spans(from, to)) {
      if (found.length >= limit) break
      const stop = Math.min(end, start + limit - found.length)
      for (let i = start; i < stop; i++) found.push(chunk.values[i] as V)
    }
    return found
  }

  /** Like {@link values}, with the keys. */
  entries(from: string, to: string): [key: string, value: V][] {
    const found: [string, V][] = []
    for (const { chunk, start, end } of this.#spans(from, to)) {
      for (let i = start; i < end; i++) found.push([chunk.keys[i] as string, chunk.values[i] as V])
    }
    return found
  }

  /** How many keys lie in `from <= key < to`. */
  count(from: string, to: string): number {
    let count = 0
    for (const { start, end } of this.#spans(from, to)) count += end - start
    return count
  }

  *#spans(from: string, to: string): Generator<{ chunk: Chunk<V>; start: number; end: number }> {
    this.#seek(to)
    const lastChunk = this.#chunk
    const lastIndex = this.#index
    this.#seek(from)
    let start = this.#index
    for (let at = this.#chunk; at <= lastChunk; at++) {
      const chunk = this.#chunks[at]
      if (!chunk) return
      const end = at === lastChunk ? lastIndex : chunk.keys.length
      if (start < end) yield { chunk, start, end }
      start = 0
    }
  }

  /** Finds the key, or the place in the chunk before which it belongs. */
  #seek(key: string): boolean {
    const plain = isPlain(key)
    const isAfter = (other: string): boolean => (plain ? other > key : compareKeys(other, key) > 0)
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAfter(this.#chunks[middle]?.keys[0] as string)) high = middle
      else low = middle + 1
    }
    this.#chunk = Math.max(0, low - 1)
    const keys = this.#chunks[this.#chunk]?.keys ?? []
    low = 0
    high = keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAfter(keys[middle] as string)) high = middle
      else low = middle + 1
    }
    const found = low > 0 && keys[low - 1] === key
    this.#index = found ? low - 1 : low
    return found
  }

  /** Puts the key where the last #seek missed it. */
  #insert(key: string, value: V): void {
    this.#size++
    const chunk = this.#chunks[this.#chunk]
    if (!chunk) {
      this.#chunks.push({ keys: [key], values: [value] })
      return
    }
    const isAtEnd = this.#chunk === this.#chunks.length - 1 && this.#index === chunk.keys.length
    if (isAtEnd && chunk.keys.length === chunkLimit) {
      this.#chunks.push({ keys: [key], values: [value] })
      return
    }
    chunk.keys.splice(this.#index, 0, key)
    chunk.values.splice(this.#index, 0, value)
    if (chunk.keys.length > chunkLimit) this.#split(chunk)
  }

  #split(chunk: Chunk<V>): void {
    const half = chunkLimit >>> 1
    const upper = { keys: chunk.keys.splice(half), values: chunk.values.splice(half) }
    this.#chunks.splice(this.#chunk + 1, 0, upper)
  }
}
