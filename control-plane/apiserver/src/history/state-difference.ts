import type { KubeObject } from '@knarr/machinery'
import type { Item, Store } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'

/** An object that is not the same at two revisions. */
export interface ObjectDifference {
  readonly key: string
  readonly before?: KubeObject
  readonly after?: KubeObject
}

/** What changed in `from <= key < to` between two revisions, in key order. */
export async function stateDifference(
  store: Store,
  range: { from: string; to: string },
  between: { before: number; after: number },
): Promise<ObjectDifference[]> {
  const [before, after] = await Promise.all(
    [between.before, between.after].map((revision) => store.range(range.from, range.to, { revision })),
  )
  const old = new Map(before?.items.map((item) => [item.key, item]))
  const differences: ObjectDifference[] = []
  for (const item of after?.items ?? []) {
    const was = old.get(item.key)
    old.delete(item.key)
    if (was?.modRevision !== item.modRevision) differences.push(difference(was, item))
  }
  for (const gone of old.values()) differences.push(difference(gone, undefined))
  return differences.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function difference(before: Item | undefined, after: Item | undefined): ObjectDifference {
  return {
    key: (after ?? before)?.key ?? '',
    ...(before ? { before: objectOf(before) } : {}),
    ...(after ? { after: objectOf(after) } : {}),
  }
}
