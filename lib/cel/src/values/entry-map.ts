import { CelMap, keyOf, type Value } from './value.ts'

type Entry = readonly [key: Value, value: Value]

/** A map of values at hand. */
export class EntryMap extends CelMap {
  readonly #entries: Map<unknown, Entry>

  constructor(entries: Iterable<Entry> = []) {
    super()
    this.#entries = new Map()
    for (const entry of entries) this.#entries.set(keyOf(entry[0]), entry)
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1]
  }

  *keys(): Iterable<Value> {
    for (const [key] of this.#entries.values()) yield key
  }

  /** Puts an entry in, in place: for maps that are still being made. Answers false if the key is there. */
  insert(key: Value, value: Value): boolean {
    const own = keyOf(key)
    if (this.#entries.has(own)) return false
    this.#entries.set(own, [key, value])
    return true
  }
}

/** A map whose values are only made when they are read, each at most once. */
export class LazyMap extends CelMap {
  readonly #makers: ReadonlyMap<string, () => Value>
  readonly #made: Map<string, Value> = new Map()

  constructor(makers: ReadonlyMap<string, () => Value>) {
    super()
    this.#makers = makers
  }

  get size(): number {
    return this.#makers.size
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const value = this.#makers.get(key)?.()
    if (value !== undefined) this.#made.set(key, value)
    return value
  }

  keys(): Iterable<Value> {
    return this.#makers.keys()
  }
}
