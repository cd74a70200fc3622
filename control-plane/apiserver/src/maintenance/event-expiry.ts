import { type Event, events } from '@knarr/api/core/v1'
import { type Change, type Item, prefixEnd, RevisionConflict, type Watcher } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'

/** Upstream's `--event-ttl`. */
const defaultTtlMs = 3_600_000
const defaultMost = 50_000

export interface EventLimits {
  /** How long an event is kept after it was last seen; an hour unless given. */
  readonly eventTtlMs?: number
  /** How many are kept at most, those written last; 50,000 unless given. Looked at once a minute. */
  readonly maxEvents?: number
}

interface Kept {
  readonly revision: number
  readonly expiresAtMs: number
}

/** Removes events that nobody has written for a while, which upstream leaves to leases of etcd, and what is too many. */
export class EventExpiry {
  readonly #registry: Registry
  readonly #ttlMs: number
  readonly #most: number
  /** By key, the next to expire first. */
  readonly #kept = new Map<string, Kept>()
  #watcher: Watcher | undefined

  constructor(registry: Registry, { eventTtlMs = defaultTtlMs, maxEvents = defaultMost }: EventLimits) {
    this.#registry = registry
    this.#ttlMs = eventTtlMs
    this.#most = maxEvents
  }

  /** Looks at what there is; the time of the last write of that is the one the event itself tells. */
  async start(): Promise<void> {
    const from = resourcePrefix(events)
    const to = prefixEnd(from)
    const { store } = this.#registry
    const { items, revision } = await store.range(from, to)
    const seen = items.map((item) => ({ item, atMs: lastSeenMs(objectOf<Event>(item)) }))
    seen.sort((a, b) => a.atMs - b.atMs)
    for (const { item, atMs } of seen) this.#keep(item, atMs)
    this.#watcher = store.watch({ from, to, after: revision }, (changes) => {
      for (const change of changes) this.#follow(change)
    })
  }

  /** Removes what is over; says how many. */
  async sweep(): Promise<number> {
    const now = this.#registry.clock.now()
    const over: [key: string, revision: number][] = []
    for (const [key, { revision, expiresAtMs }] of this.#kept) {
      if (expiresAtMs > now && this.#kept.size - over.length <= this.#most) break
      over.push([key, revision])
    }
    const removed = await Promise.all(over.map(([key, revision]) => this.#remove(key, revision)))
    return removed.filter(Boolean).length
  }

  close(): void {
    this.#watcher?.close()
  }

  #follow({ key, item, origin }: Change): void {
    this.#kept.delete(key)
    if (item) this.#keep(item, origin.atMs)
  }

  #keep({ key, modRevision }: Item, atMs: number): void {
    this.#kept.set(key, { revision: modRevision, expiresAtMs: atMs + this.#ttlMs })
  }

  /** An event that was written again in the meantime stays. */
  async #remove(key: string, revision: number): Promise<boolean> {
    try {
      await this.#registry.remove(key, { expected: revision, writer: 'event-ttl' })
      return true
    } catch (error) {
      if (error instanceof RevisionConflict) return false
      throw error
    }
  }
}

function lastSeenMs({ metadata, lastTimestamp, eventTime, series }: Event): number {
  const times = [metadata.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime]
  return Math.max(...times.map((time) => (time ? Date.parse(time) : 0)))
}
