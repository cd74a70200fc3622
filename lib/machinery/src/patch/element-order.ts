import { isJsonObject } from '../json/json.ts'

/** What tells list items apart: their merge key's value, or for scalars the item itself. */
export type Identify = (item: unknown) => unknown

export function identifyBy(mergeKey: string | undefined): Identify {
  return (item) => (mergeKey !== undefined && isJsonObject(item) ? item[mergeKey] : item)
}

export interface ElementOrder {
  /** The order of the items the patch knows; it comes first. */
  readonly patchOrder: readonly unknown[]
  /** The order of the live list; items the patch does not know keep their places in it. */
  readonly liveOrder: readonly unknown[]
}

/**
 * Orders a merged list: the patch's items among themselves as the patch has them, the others among
 * themselves as they were, and the two interleaved as the live list was as far as that says anything.
 */
export function orderElements(
  merged: readonly unknown[],
  { patchOrder, liveOrder }: ElementOrder,
  identify: Identify,
): unknown[] {
  const patchRanks = ranksOf(patchOrder, identify)
  const liveRanks = ranksOf(liveOrder, identify)
  const rankIn =
    (ranks: ReadonlyMap<unknown, number>) =>
    (item: unknown): number =>
      ranks.get(identify(item)) ?? Number.MAX_SAFE_INTEGER
  const isPatched = (item: unknown): boolean => patchRanks.has(identify(item))
  const patched = sortedBy(merged.filter(isPatched), rankIn(patchRanks))
  const untouched = sortedBy(
    merged.filter((item) => !isPatched(item)),
    rankIn(liveRanks),
  )
  return interleave(untouched, patched, (item) => liveRanks.get(identify(item)))
}

function ranksOf(items: readonly unknown[], identify: Identify): Map<unknown, number> {
  const ranks = new Map<unknown, number>()
  for (const [index, item] of items.entries()) {
    const identity = identify(item)
    if (!ranks.has(identity)) ranks.set(identity, index)
  }
  return ranks
}

function sortedBy(items: unknown[], rank: (item: unknown) => number): unknown[] {
  return items.sort((a, b) => rank(a) - rank(b))
}

/** Each untouched item goes before the first patched one that was behind it in the live list. */
function interleave(
  untouched: readonly unknown[],
  patched: readonly unknown[],
  rank: (item: unknown) => number | undefined,
): unknown[] {
  const result: unknown[] = []
  let next = 0
  for (const item of patched) {
    const bound = rank(item)
    while (bound !== undefined && next < untouched.length) {
      const own = rank(untouched[next])
      if (own === undefined || own >= bound) break
      result.push(untouched[next++])
    }
    result.push(item)
  }
  return [...result, ...untouched.slice(next)]
}
