import type { Event } from '@knarr/api/core/v1'
import { events } from '@knarr/api/core/v1'
import { type Item, prefixEnd, RevisionConflict } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { resourcePrefix } from './object-keys.ts'
import type { Registry } from './registry.ts'

/** Upstream's `--event-ttl`. */
export const eventTtlMs = 3_600_000

/** Removes events that nobody has seen happen for an hour; says how many. */
export async function expireEvents(registry: Registry): Promise<number> {
  const prefix = resourcePrefix(events)
  const { items } = await registry.store.range(prefix, prefixEnd(prefix))
  const oldest = registry.clock.now() - eventTtlMs
  const stale = items.filter((item) => lastSeenMs(objectOf<Event>(item)) < oldest)
  const removed = await Promise.all(stale.map((item) => removeUnchanged(registry, item)))
  return removed.filter(Boolean).length
}

function lastSeenMs({ metadata, lastTimestamp, eventTime, series }: Event): number {
  const times = [metadata.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime]
  return Math.max(...times.map((time) => (time ? Date.parse(time) : 0)))
}

/** An event that was seen again in the meantime stays. */
async function removeUnchanged(registry: Registry, { key, modRevision }: Item): Promise<boolean> {
  try {
    await registry.remove(key, { expected: modRevision, writer: 'event-ttl' })
    return true
  } catch (error) {
    if (error instanceof RevisionConflict) return false
    throw error
  }
}
