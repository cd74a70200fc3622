import { type Store, WatchCache } from '@knarr/storage'
import { type KeyedResource, resourcePrefix } from '../registry/object-keys.ts'

/** One watch cache a resource, from its first watch on, whichever version and namespace is watched. */
export class WatchCaches {
  readonly #store: Store
  readonly #caches = new Map<string, WatchCache>()

  constructor(store: Store) {
    this.#store = store
  }

  /** The resource's cache, loaded; one that could not be is made anew when somebody asks again. */
  async of(resource: KeyedResource): Promise<WatchCache> {
    const prefix = resourcePrefix(resource)
    const cache = this.#caches.get(prefix) ?? new WatchCache(this.#store, prefix)
    this.#caches.set(prefix, cache)
    const { ready } = cache
    try {
      await ready
    } catch (error) {
      if (cache.ready === ready && this.#caches.get(prefix) === cache) {
        this.#caches.delete(prefix)
        cache[Symbol.dispose]()
      }
      throw error
    }
    return cache
  }

  close(): void {
    for (const cache of this.#caches.values()) cache[Symbol.dispose]()
    this.#caches.clear()
  }
}
