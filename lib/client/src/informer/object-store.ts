import { type KubeObject, keyOf, keyText, type ObjectKey } from '@knarr/machinery'

/** Gives the values under which an index finds an object. */
export type IndexFunction<T> = (object: T) => readonly string[]

interface Index<T> {
  readonly keysOf: IndexFunction<T>
  readonly byValue: Map<string, Bucket<T>>
}

/** Objects by key; their list is made once and handed out until something changes. */
class Bucket<T> {
  readonly #objects = new Map<string, T>()
  #list: readonly T[] | undefined

  get size(): number {
    return this.#objects.size
  }

  get(key: string): T | undefined {
    return this.#objects.get(key)
  }

  set(key: string, object: T): void {
    this.#objects.set(key, object)
    this.#list = undefined
  }

  delete(key: string): void {
    this.#objects.delete(key)
    this.#list = undefined
  }

  list(): readonly T[] {
    this.#list ??= Object.freeze([...this.#objects.values()])
    return this.#list
  }

  entries(): Iterable<[string, T]> {
    return this.#objects.entries()
  }
}

const nothing: readonly never[] = Object.freeze([])

/** Objects by key, with indexes kept beside them. Lists are frozen and change no more once handed out. */
export class ObjectStore<T extends KubeObject> {
  readonly #objects = new Bucket<T>()
  readonly #indexes = new Map<string, Index<T>>()

  constructor() {
    this.addIndex('namespace', (object) => [object.metadata.namespace ?? ''])
  }

  /** Adds an index over what is here and what will come. */
  addIndex(name: string, keysOf: IndexFunction<T>): void {
    if (this.#indexes.has(name)) throw new Error(`index "${name}" exists already`)
    const index: Index<T> = { keysOf, byValue: new Map() }
    this.#indexes.set(name, index)
    for (const [key, object] of this.#objects.entries()) insert(index, key, object)
  }

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(keyText(key))
  }

  /** Everything, or everything in one namespace. */
  list(namespace = ''): readonly T[] {
    return namespace ? this.byIndex('namespace', namespace) : this.#objects.list()
  }

  byIndex(name: string, value: string): readonly T[] {
    const index = this.#indexes.get(name)
    if (!index) throw new Error(`there is no index "${name}"`)
    return index.byValue.get(value)?.list() ?? nothing
  }

  /** Puts an object in and returns the one it replaces. */
  put(object: T): T | undefined {
    const key = keyText(keyOf(object))
    const old = this.#objects.get(key)
    for (const index of this.#indexes.values()) {
      if (old) remove(index, key, old)
      insert(index, key, object)
    }
    this.#objects.set(key, object)
    return old
  }

  delete(key: ObjectKey): T | undefined {
    const text = keyText(key)
    const old = this.#objects.get(text)
    if (!old) return undefined
    this.#objects.delete(text)
    for (const index of this.#indexes.values()) remove(index, text, old)
    return old
  }
}

function insert<T>({ keysOf, byValue }: Index<T>, key: string, object: T): void {
  for (const value of keysOf(object)) {
    let bucket = byValue.get(value)
    if (!bucket) {
      bucket = new Bucket()
      byValue.set(value, bucket)
    }
    bucket.set(key, object)
  }
}

function remove<T>({ keysOf, byValue }: Index<T>, key: string, object: T): void {
  for (const value of keysOf(object)) {
    const bucket = byValue.get(value)
    bucket?.delete(key)
    if (bucket?.size === 0) byValue.delete(value)
  }
}
