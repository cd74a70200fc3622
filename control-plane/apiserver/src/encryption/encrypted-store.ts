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
import { type ChangeOpener, type Listener, OpenedWatch } from './opened-watch.ts'

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
  /** Items that were decrypted, as they are kept. */
  readonly #kept = new WeakMap<Item, Item>()
  /** Live watches that cannot read yet what they were told. */
  readonly #behind = new Set<OpenedWatch>()
  /** What `revision` has been when the last of them fell behind. */
  #shown = 0

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
    const { key, value } = this.#kept.get(item) ?? item
    const transformers = this.#find(...resourceOf(key))
    if (!transformers) return false
    try {
      return transformers.isStale(value, key)
    } catch {
      // It was read with a key that is gone.
      return true
    }
  }

  /** What the watches here have been told of, which may be less than the store has told. */
  get revision(): number {
    let revision = this.#store.revision
    for (const { heldFrom = revision + 1 } of this.#behind) revision = Math.min(revision, heldFrom - 1)
    return Math.max(revision, this.#shown)
  }

  get compactedRevision(): number {
    return this.#store.compactedRevision
  }

  async newest(): Promise<number> {
    const revision = await this.#store.newest()
    await this.#settled()
    return revision
  }

  async get(key: string, options?: { revision?: number }): Promise<Item | undefined> {
    const item = await this.#store.get(key, options)
    if (!item) return undefined
    await this.#prepared([item])
    return this.#opened(item)
  }

  async range(from: string, to: string, options?: RangeOptions): Promise<Range> {
    const range = await this.#store.range(from, to, options)
    await this.#prepared(range.items)
    return { ...range, items: range.items.map((item) => this.#opened(item)) }
  }

  async commit(write: Write): Promise<Change> {
    const sealed = this.#sealed(write)
    try {
      const change = await this.#store.commit(sealed)
      await Promise.all([this.#prepared(itemsOf(change)), this.#settled()])
      return this.#openedChange(change)
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error
      if (error.current) await this.#prepared([error.current])
      throw new RevisionConflict(write.key, error.current && this.#opened(error.current))
    }
  }

  watch(
    range: { from: string; to: string; after: number },
    listener: Listener,
    failed: (error: unknown) => void = () => {},
  ): Watcher {
    const opener: ChangeOpener = {
      prepare: (changes) => this.#missing(changes.flatMap(itemsOf)),
      open: (change) => this.#openedChange(change),
    }
    const watch = new OpenedWatch(opener, {
      ...{ listener, failed },
      held: (changes) => this.#holdsBack(watch, changes),
    })
    return watch.begin((...audience) => this.#store.watch(range, ...audience))
  }

  async waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    await this.#store.waitFor(revision, signal)
    await this.#settled(signal)
  }

  compact(revision: number): Promise<void> {
    return this.#store.compact(revision)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]()
  }

  /** Nobody waits for a watch that reads what is long over. */
  #holdsBack(watch: OpenedWatch, changes: readonly Change[]): void {
    if ((changes[0]?.revision ?? 0) <= this.#store.revision) return
    this.#shown = this.revision
    this.#behind.add(watch)
    void watch.settled?.then(() => {
      if (!watch.settled) this.#behind.delete(watch)
    })
  }

  /** Resolves once the watches have been told of what they hold back now; rejects with the signal's reason. */
  async #settled(signal?: AbortSignal): Promise<void> {
    if (this.#behind.size === 0) return
    signal?.throwIfAborted()
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    try {
      await Promise.race([Promise.all([...this.#behind].map(({ settled }) => settled)), aborted.promise])
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Resolves once `#opened` can read all of them. */
  async #prepared(items: readonly Item[]): Promise<void> {
    for (let task = this.#missing(items); task; task = this.#missing(items)) await task
  }

  /** Fetches what `#opened` takes; undefined where nothing is missing. */
  #missing(items: readonly Item[]): Promise<void> | undefined {
    const tasks: Promise<void>[] = []
    for (const item of items) {
      const { key, value } = item
      const task = this.#plain.has(item) ? undefined : this.#find(...resourceOf(key))?.prepare(value)
      if (task !== undefined) tasks.push(task.catch((cause: unknown) => unreadable(key, cause)))
    }
    return tasks.length === 0 ? undefined : Promise.all(tasks).then(() => {})
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
    const plain = read(() => transformers.fromStorage(value, key), key)
    const opened = plain === value ? item : { ...item, value: withRevision(plain, item.modRevision) }
    this.#plain.set(item, opened)
    this.#kept.set(opened, item)
    return opened
  }
}

function itemsOf({ item, previous }: Change): Item[] {
  return [item, previous].filter((each) => each !== undefined)
}

function read<T>(fromStorage: () => T, key: string): T {
  try {
    return fromStorage()
  } catch (cause) {
    return unreadable(key, cause)
  }
}

function unreadable(key: string, cause: unknown): never {
  const why = (cause as Error).message
  throw new Error(`unable to transform key ${JSON.stringify(key)}: ${why}`, { cause })
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
