import type { KubeObject } from '@knarr/machinery'
import type { Change, Store } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'

/** One revision of an object: what became of it, when, and by whom. */
export interface ObjectChange {
  readonly revision: number
  /** RFC 3339. */
  readonly time: string
  readonly writer: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** As it was from then on; as it had been for a deletion. */
  readonly object: KubeObject
}

/** Every change of a key that the log still has, the oldest first. */
export async function objectHistory(store: Store, key: string): Promise<ObjectChange[]> {
  const changes: ObjectChange[] = []
  const failure = Promise.withResolvers<never>()
  const watcher = store.watch(
    { from: key, to: `${key}\0`, after: store.compactedRevision },
    (some) => {
      for (const change of some) changes.push(told(change))
    },
    failure.reject,
  )
  try {
    await Promise.race([watcher.caughtUp(), failure.promise])
  } finally {
    watcher.close()
  }
  return changes
}

function told({ revision, item, previous, origin }: Change): ObjectChange {
  const shown = item ?? previous
  if (!shown) throw new Error(`revision ${revision} is of nothing`)
  return {
    revision,
    time: new Date(origin.atMs).toISOString(),
    writer: origin.writer,
    type: item ? (previous ? 'MODIFIED' : 'ADDED') : 'DELETED',
    object: objectOf(shown),
  }
}
