import { prefixEnd } from '../key-order.ts'
import { OrderedMap } from '../ordered-map.ts'
import { type Change, CompactedError, type Item, type Range, type Store, type Watcher } from '../store.ts'
import { type Listener, Subscription, WatcherList } from '../watcher-list.ts'
import { ChangeRing } from './change-ring.ts'

export interface WatchCacheOptions {
  /** What the recent changes may take, for watches to resume from; older ones come from the store. Default: 4 MiB. */
  readonly ringBytes?: number
}

export interface CacheWatch {
  readonly after: number
  /** Ends in `/`: everything below; else one key. Default: the cache's prefix. */
  readonly keyPrefix?: string
}

/**
 * One resource's objects and recent changes, in step with the store: when the store's `revision` moves,
 * the cache is there. It holds the store's own Items and Changes, so a copy costs a pointer an object.
 */
export class WatchCache implements Disposable {
  readonly prefix: string
  readonly #store: Store
  readonly #ringBytes: number
  readonly #lists: Map<string, WatcherList> = new Map()
  readonly #live: { readonly revision: number }
  #items: OrderedMap<Item> = new OrderedMap()
  #ring: ChangeRing | undefined
  #upstream: Watcher | undefined
  /** Set while the lists are being told of what is newer. */
  #toldBefore: number | undefined
  #ready: Promise<void>
  #isClosed = false

  /** `prefix` ends in `/`. Loading begins at once; see {@link ready}. */
  constructor(store: Store, prefix: string, options: WatchCacheOptions = {}) {
    if (!prefix.endsWith('/')) throw new TypeError(`the prefix of a watch cache ends in a slash: ${prefix}`)
    const cache = this
    this.prefix = prefix
    this.#store = store
    this.#ringBytes = options.ringBytes ?? 4 * 1024 * 1024
    this.#live = {
      get revision() {
        return cache.#toldBefore ?? cache.revision
      },
    }
    this.#ready = this.#start()
  }

  /** Resolves once the cache is loaded; rejects when the store cannot be read. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** What the cache shows is the state at this revision; 0: not loaded. */
  get revision(): number {
    return this.#upstream?.revision ?? 0
  }

  get(key: string): Item | undefined {
    this.#refuseUnloaded()
    return this.#items.get(key)
  }

  /** The items of `keyPrefix` (default: all), at most `limit`, as they are at one revision. */
  snapshot(keyPrefix: string = this.prefix, limit?: number): Range {
    this.#refuseUnloaded()
    const { from, to } = this.#boundsOf(keyPrefix)
    const most = limit || Number.POSITIVE_INFINITY
    const items = this.#items.values(from, to, most)
    const remaining = items.length < most ? 0 : this.#items.count(from, to) - items.length
    return { items, revision: this.revision, remaining }
  }

  /** Resolves once the cache shows `revision` or a later one; rejects with the signal's reason. */
  async waitFor(revision: number, signal?: AbortSignal): Promise<void> {
    await this.#store.waitFor(revision, signal)
    await this.#ready
  }

  /**
   * Like {@link Store.watch}, for one key or one prefix of it: from the ring, or from the store when the
   * ring does not go back that far. Watchers of one key or namespace cost nothing when others change.
   * @throws CompactedError
   */
  watch(
    { after, keyPrefix = this.prefix }: CacheWatch,
    listener: Listener,
    failed: (error: unknown) => void = () => {},
  ): Watcher {
    const bounds = this.#boundsOf(keyPrefix)
    const subscription = new Subscription({ listener, failed }, after, this.#live)
    const missed = this.#ring?.since(after)
    if (missed) subscription.join(this.#listOf(keyPrefix), missed.filter(holds(keyPrefix)))
    else this.#follow(subscription, { ...bounds, after }, keyPrefix)
    return subscription
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    this.#upstream?.close()
    this.#lists.clear()
  }

  #start(): Promise<void> {
    const ready = this.#load()
    ready.catch(() => {})
    return ready
  }

  async #load(): Promise<void> {
    const { from, to } = this.#boundsOf(this.prefix)
    const { items, revision } = await this.#store.range(from, to)
    if (this.#isClosed) return
    const loaded = new OrderedMap<Item>()
    for (const item of items) loaded.set(item.key, item)
    const upstream = this.#watchStore({ from, to, after: revision })
    if (!upstream) return await this.#load()
    this.#items = loaded
    this.#ring = new ChangeRing(revision, this.#ringBytes)
    this.#upstream = upstream
    await upstream.caughtUp()
  }

  /** Undefined when `after` was compacted while the items were being read. */
  #watchStore(range: { from: string; to: string; after: number }): Watcher | undefined {
    try {
      return this.#store.watch(
        range,
        (changes) => this.#apply(changes),
        (error) => this.#restart(error),
      )
    } catch (error) {
      if (error instanceof CompactedError) return undefined
      throw error
    }
  }

  /** The store lost the thread: so have all watchers, who start over from a list. */
  #restart(error: unknown): void {
    if (this.#isClosed) return
    this.#ring = undefined
    this.#upstream = undefined
    this.#ready = this.#start()
    for (const list of [...this.#lists.values()]) list.fail(error)
  }

  #apply(changes: readonly Change[]): void {
    if (this.#isClosed) return
    this.#toldBefore = (changes[0]?.revision ?? 1) - 1
    for (const { key, item } of changes) {
      if (item) this.#items.set(key, item)
      else this.#items.delete(key)
    }
    this.#ring?.add(changes)
    this.#tell(changes)
    this.#toldBefore = undefined
  }

  #tell(changes: readonly Change[]): void {
    const theirs = new Map<string, Change[]>()
    const hasNarrow = this.#lists.size > (this.#lists.has(this.prefix) ? 1 : 0)
    if (hasNarrow) for (const change of changes) this.#sort(change, theirs)
    this.#lists.get(this.prefix)?.tell(changes)
    for (const [name, some] of theirs) this.#lists.get(name)?.tell(some)
  }

  /** Files a change under the watched prefixes of its key, and the key itself. */
  #sort(change: Change, theirs: Map<string, Change[]>): void {
    const { key } = change
    for (let end = key.indexOf('/', this.prefix.length) + 1; ; end = key.indexOf('/', end) + 1) {
      const name = end === 0 ? key : key.slice(0, end)
      const some = theirs.get(name)
      if (some) some.push(change)
      else if (this.#lists.has(name)) theirs.set(name, [change])
      if (end === 0) return
    }
  }

  /** Reads from the store until the ring can go on. */
  #follow(
    subscription: Subscription,
    range: { from: string; to: string; after: number },
    keyPrefix: string,
  ): void {
    let isOver = false
    const goOn = (): void => {
      const missed = isOver || subscription.isClosed ? undefined : this.#ring?.since(source.revision)
      if (!missed) return
      isOver = true
      source.close()
      subscription.tell(missed.filter(holds(keyPrefix)))
      if (!subscription.isClosed) subscription.join(this.#listOf(keyPrefix))
    }
    const follow = (changes: readonly Change[]): void => {
      subscription.tell(changes)
      goOn()
    }
    const source = this.#store.watch(range, follow, (error) => subscription.fail(error))
    // A failure has been told to the subscription.
    source.caughtUp().then(goOn, () => {})
    subscription.source = source
  }

  #listOf(keyPrefix: string): WatcherList {
    let list = this.#lists.get(keyPrefix)
    if (!list) {
      list = new WatcherList(() => this.#lists.delete(keyPrefix))
      this.#lists.set(keyPrefix, list)
    }
    return list
  }

  #boundsOf(keyPrefix: string): { from: string; to: string } {
    if (!keyPrefix.startsWith(this.prefix)) throw new RangeError(`${keyPrefix} is not below ${this.prefix}`)
    return { from: keyPrefix, to: keyPrefix.endsWith('/') ? prefixEnd(keyPrefix) : `${keyPrefix}\0` }
  }

  #refuseUnloaded(): void {
    if (!this.#ring) throw new Error(`the watch cache of ${this.prefix} is not loaded yet`)
  }
}

function holds(keyPrefix: string): (change: Change) => boolean {
  if (keyPrefix.endsWith('/')) return ({ key }) => key.startsWith(keyPrefix)
  return ({ key }) => key === keyPrefix
}
