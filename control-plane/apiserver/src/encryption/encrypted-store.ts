import {
  type Change,
  type Item,
  type Range,
  type RangeOptions,
  RevisionConflict,
  type Store,
  type Template,
  type Watcher,
  type Write,
} from '@knarr/storage'
import type { FindTransformers } from './encryption-configuration.ts'

const marker = Buffer.from('"resourceVersion":"')

/**
 * A store whose values are encrypted where they are kept, in memory, on disk or in an etcd, and plain to who reads
 * them here. What is kept has no resourceVersion in it: it is put in as it is read.
 */
export class EncryptedStore implements Store {
  readonly #store: Store
  #find: FindTransformers
  /** Each item is decrypted once. */
  readonly #plain = new WeakMap<Item, Item>()
  readonly #stale = new WeakSet<Item>()

  constructor(store: Store, find: FindTransformers) {
    this.#store = store
    this.#find = find
  }

  /** Reads and writes with other keys from now on; what was read stays read. */
  configure(find: FindTransformers): void {
    this.#find = find
  }

  /** Whether the item would be kept in another way were it written now. */
  isStale(item: Item): boolean {
    return this.#stale.has(item)
  }

  get revision(): number {
    return this.#store.revision
  }

  get compactedRevision(): number {
    return this.#store.compactedRevision
  }

  newest(): Promise<number> {
    return this.#store.newest()
  }

  async get(key: string, options?: { revision?: number }): Promise<Item | undefined> {
    const item = await this.#store.get(key, options)
    return item && this.#opened(item)
  }

  async range(from: string, to: string, options?: RangeOptions): Promise<Range> {
    const range = await this.#store.range(from, to, options)
    return { ...range, items: range.items.map((item) => this.#opened(item)) }
  }

  async commit(write: Write): Promise<Change> {
    try {
      return this.#openedChange(await this.#store.commit(this.#sealed(write)))
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
      throw new RevisionConflict(write.key, error.current && this.#opened(error.current))
    }
  }

  watch(
    range: { from: string; to: string; after: number },
    listener: (changes: readonly Change[]) => void,
    failed?: (error: unknown) => void,
  ): Watcher {
    const watcher = this.#store.watch(
      range,
      (changes) => {
        let opened: Change[]
        try {
          opened = changes.map((change) => this.#openedChange(change))
        } catch (error) {
          watcher.close()
          failed?.(error)
          return
        }
        listener(opened)
      },
      failed,
    )
    return watcher
  }

  waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    return this.#store.waitFor(revision, signal)
  }

  compact(revision: number): Promise<void> {
    return this.#store.compact(revision)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]()
  }

  #sealed(write: Write): Write {
    const { key, template } = write
    const transformers = template && this.#find(...resourceOf(key))
    if (!transformers) return write
    const bytes = transformers.toStorage(template.bytes, key)
    return { ...write, template: bytes === template.bytes ? template : { bytes } }
  }

  #openedChange(change: Change): Change {
    const { item, previous } = change
    const opened = { item: item && this.#opened(item), previous: previous && this.#opened(previous) }
    if (opened.item === item && opened.previous === previous) return change
    return { ...change, ...opened }
  }

  #opened(item: Item): Item {
    const known = this.#plain.get(item)
    if (known) return known
    const { key, value } = item
    const transformers = this.#find(...resourceOf(key))
    if (!transformers) return item
    const { plain, isStale } = read(() => transformers.fromStorage(value, key), key)
    const opened = plain === value ? item : { ...item, value: withRevision(plain, item.modRevision) }
    this.#plain.set(item, opened)
    if (isStale) this.#stale.add(opened)
    return opened
  }
}

function read<T>(fromStorage: () => T, key: string): T {
  try {
    return fromStorage()
  } catch (cause) {
    const why = (cause as Error).message
    throw new Error(`unable to transform key ${JSON.stringify(key)}: ${why}`, { cause })
  }
}

/** An object's own resourceVersion is the first in its bytes. */
function withRevision(plain: Uint8Array, revision: number): Template['bytes'] {
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)
  const at = bytes.indexOf(marker) + marker.length
  if (at < marker.length) return bytes
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(String(revision)), bytes.subarray(at)])
}

const prefixLength = '/registry/'.length

/** The group and plural of `/registry/core/secrets/default/token`. */
function resourceOf(key: string): [group: string, plural: string] {
  const plural = key.indexOf('/', prefixLength) + 1
  if (plural === 0) return ['', '']
  const end = key.indexOf('/', plural)
  const group = key.slice(prefixLength, plural - 1)
  return [group === 'core' ? '' : group, end < 0 ? key.slice(plural) : key.slice(plural, end)]
}
