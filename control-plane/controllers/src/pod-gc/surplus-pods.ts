import type { Pod } from '@knarr/api/core/v1'

/** Which of the ended pods to delete so that `threshold` are left: evicted ones first, then the oldest. */
export function surplusPods(ended: readonly Pod[], threshold: number): readonly Pod[] {
  const count = ended.length - threshold
  return threshold > 0 && count > 0 ? ended.toSorted(leastWorthKeeping).slice(0, count) : []
}

function leastWorthKeeping(a: Pod, b: Pod): number {
  const createdMs = ({ metadata }: Pod): number => Date.parse(metadata.creationTimestamp ?? '') || 0
  const evicted = ({ status }: Pod): number =>
    status?.phase === 'Failed' && status.reason === 'Evicted' ? 0 : 1
  return (
    evicted(a) - evicted(b) || createdMs(a) - createdMs(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
  )
}
