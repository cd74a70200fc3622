import type { KubeObject } from '@knarr/machinery'
import type { WatchCache } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import type { KeyedResource } from '../registry/object-keys.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'

interface Current<T> {
  readonly value: T
  readonly count: number
}

/** What is made of all objects of a resource, in the order of their names: made anew when one has changed. */
export class ConfigurationIndex<O extends KubeObject, T> {
  readonly #caches: WatchCaches
  readonly #resource: KeyedResource
  readonly #build: (objects: readonly O[]) => T
  #following: Promise<WatchCache> | undefined
  #current: Current<T> | undefined

  constructor(caches: WatchCaches, resource: KeyedResource, build: (objects: readonly O[]) => T) {
    this.#caches = caches
    this.#resource = resource
    this.#build = build
  }

  /** Whether it is known that there is nothing: what a write asks before anything else. */
  get isEmpty(): boolean {
    return this.#current?.count === 0
  }

  async current(): Promise<T> {
    this.#following ??= this.#follow().catch((error: unknown) => {
      this.#following = undefined
      throw error
    })
    const cache = await this.#following
    this.#current ??= this.#read(cache)
    return this.#current.value
  }

  #read(cache: WatchCache): Current<T> {
    const objects = cache.snapshot().items.map((item) => objectOf<O>(item))
    return { value: this.#build(objects), count: objects.length }
  }

  async #follow(): Promise<WatchCache> {
    const cache = await this.#caches.of(this.#resource)
    this.#current = undefined
    cache.watch(
      { after: cache.revision },
      () => {
        this.#current = undefined
      },
      () => {
        this.#current = undefined
        this.#following = undefined
      },
    )
    return cache
  }
}
