import { deepFreeze, expired, type KubeObject, keyOf, keyText } from '@knarr/machinery'

/** One change, as the store's log keeps it; `object` is the state before for a deletion. */
export interface FakeChange {
  readonly revision: number
  readonly collection: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
  readonly previous?: KubeObject
}

/** Objects in memory with one revision counter, and the log of all changes since the last compaction. */
export class FakeStore {
  #revision = 1
  #compacted = 0
  #log: FakeChange[] = []
  readonly #collections = new Map<string, Map<string, KubeObject>>()
  readonly #listeners = new Set<(change: FakeChange) => void>()

  get revision(): number {
    return this.#revision
  }

  get(collection: string, key: string): KubeObject | undefined {
    return this.#collections.get(collection)?.get(key)
  }

  /** In the order of their keys. */
  list(collection: string): KubeObject[] {
    const entries = [...(this.#collections.get(collection) ?? [])]
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
  }

  put(collection: string, object: KubeObject): KubeObject {
    const key = keyText(keyOf(object))
    const objects = this.#objectsOf(collection)
    const previous = objects.get(key)
    const stored = this.#versioned(object)
    objects.set(key, stored)
    this.#append({ collection, type: previous ? 'MODIFIED' : 'ADDED', object: stored, previous })
    return stored
  }

  delete(collection: string, key: string): KubeObject | undefined {
    const previous = this.get(collection, key)
    if (!previous) return undefined
    this.#objectsOf(collection).delete(key)
    const last = this.#versioned(previous)
    this.#append({ collection, type: 'DELETED', object: last, previous })
    return last
  }

  /** Changes of one collection after a revision; rejects what is compacted. */
  changesSince(collection: string, revision: number): FakeChange[] {
    if (revision < this.#compacted) {
      throw expired(`too old resource version: ${revision} (${this.#compacted})`)
    }
    return this.#log.filter((change) => change.collection === collection && change.revision > revision)
  }

  compact(): void {
    this.#log = []
    this.#compacted = this.#revision
  }

  onChange(listener: (change: FakeChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #objectsOf(collection: string): Map<string, KubeObject> {
    let objects = this.#collections.get(collection)
    if (!objects) {
      objects = new Map()
      this.#collections.set(collection, objects)
    }
    return objects
  }

  #versioned(object: KubeObject): KubeObject {
    this.#revision++
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision) }
    return deepFreeze({ ...object, metadata })
  }

  #append(change: Omit<FakeChange, 'revision'>): void {
    const entry = { ...change, revision: this.#revision }
    this.#log.push(entry)
    for (const listener of [...this.#listeners]) listener(entry)
  }
}
