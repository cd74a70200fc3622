import { type Store, WatchCache } from '@knarr/storage'
import { type KeyedResource, resourcePrefix } from '../registry/object-keys.ts'

/** One watch cache a resource, from its first watch on, whichever version and namespace is watched. */
export class WatchCaches {
  readonly #store: Store
  readonly #caches = new Map<string, WatchCache>()

  constructor(store: Store) {
    this.#store = store
  }

  /** The resource's cache, loaded. */
  async of(resource: KeyedResource): Promise<WatchCache> {
    const prefix = resourcePrefix(resource)
    const cache = this.#caches.get(prefix) ?? new WatchCache(this.#store, prefix)
    this.#caches.set(prefix, cache)
    await cache.ready
    return cache
  }

  close(): void {
    for (const cache of this.#caches.values()) cache[Symbol.dispose]()
    this.#caches.clear()
  }
}
