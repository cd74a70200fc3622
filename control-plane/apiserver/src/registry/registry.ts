import type { Clock, KubeObject, ObjectKey, Random } from '@knarr/machinery'
import { expired, notFound } from '@knarr/machinery'
import { type Change, CompactedError, type Item, type Store } from '@knarr/storage'
import { adoptObject, objectOf, templateOf } from '../codec/stored-object.ts'
import { PageExpiry } from '../maintenance/page-expiry.ts'
import { type KeyedResource, objectKey } from './object-keys.ts'

/** A commit's outcome: the item as kept, and its object. */
export interface Kept {
  readonly object: KubeObject
  /** Absent where nothing was written: a dry run. */
  readonly item?: Item
}

/** The store as objects: what endpoints and admission read and write through. */
export class Registry {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly pages: PageExpiry = new PageExpiry()

  /** Whether an item is to be written again though nothing of it changed: its key is an old one. */
  readonly isStale: (item: Item) => boolean

  constructor(options: { store: Store; clock: Clock; random: Random; isStale?: (item: Item) => boolean }) {
    this.isStale = options.isStale ?? (() => false)
    this.store = options.store
    this.clock = options.clock
    this.random = options.random
  }

  find(resource: KeyedResource, key: ObjectKey): Promise<Item | undefined> {
    return this.store.get(objectKey(resource, key))
  }

  /** @throws StatusError NotFound */
  async get(resource: KeyedResource, key: ObjectKey): Promise<Item> {
    const item = await this.find(resource, key)
    if (!item) throw notFound(resource, key.name)
    return item
  }

  /** As it was at a revision. @throws StatusError NotFound, Expired */
  async getAt(resource: KeyedResource, key: ObjectKey, revision: number): Promise<Item> {
    try {
      const item = await this.store.get(objectKey(resource, key), { revision })
      if (item) return item
    } catch (error) {
      if (!(error instanceof CompactedError)) throw error
      throw expired(`too old resource version: ${revision} (${error.compactedRevision})`)
    }
    throw notFound(resource, key.name)
  }

  async findObject<T extends KubeObject>(resource: KeyedResource, key: ObjectKey): Promise<T | undefined> {
    const item = await this.find(resource, key)
    return item && objectOf<T>(item)
  }

  /**
   * Encodes `object` once and commits it where the key is still at `expected` (0: does not exist). The
   * object becomes the kept one: frozen, with its resourceVersion.
   */
  async put(key: string, object: KubeObject, options: { expected: number; writer: string }): Promise<Kept> {
    const change = await this.store.commit({ key, template: templateOf(object), ...options })
    const item = change.item as Item
    return { object: adoptObject(item, object), item }
  }

  async remove(key: string, options: { expected: number; writer: string }): Promise<Change> {
    return this.store.commit({ key, template: undefined, ...options })
  }
}
