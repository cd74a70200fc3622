import type { Pod } from '@knarr/api/core/v1'
import { isReady, readySinceMs } from './pod-state.ts'

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost'
const phases = ['Pending', 'Unknown', 'Running']

type Rank = (pod: Pod) => number

/**
 * Least useful first, as upstream's `ActivePodsWithRanks`: unassigned, pending, not ready, cheap to delete,
 * doubled up on a node with others of its owner, ready for a shorter time, restarted more often, younger.
 */
export function rankForDeletion(pods: readonly Pod[], related: readonly Pod[] = pods): Pod[] {
  const onNode = new Map<string, number>()
  for (const pod of related) {
    const node = pod.spec.nodeName ?? ''
    onNode.set(node, (onNode.get(node) ?? 0) + 1)
  }
  const ranks: readonly Rank[] = [
    (pod) => (pod.spec.nodeName ? 1 : 0),
    (pod) => phases.indexOf(pod.status?.phase ?? 'Unknown'),
    (pod) => (isReady(pod) ? 1 : 0),
    (pod) => costOf(pod),
    (pod) => -(onNode.get(pod.spec.nodeName ?? '') ?? 0),
    (pod) => -logarithmicAge(readySinceMs(pod)),
    (pod) => -maxRestarts(pod),
    (pod) => -logarithmicAge(Date.parse(pod.metadata.creationTimestamp ?? '') || 0),
  ]
  return pods.toSorted((a, b) => {
    for (const rank of ranks) {
      const difference = rank(a) - rank(b)
      if (difference !== 0) return difference
    }
    return a.metadata.uid < b.metadata.uid ? -1 : 1
  })
}

/** An unset time is the youngest; otherwise later is younger. */
function logarithmicAge(sinceMs: number): number {
  return sinceMs === 0 ? Number.POSITIVE_INFINITY : sinceMs
}

function costOf(pod: Pod): number {
  const cost = pod.metadata.annotations?.[deletionCost] ?? '0'
  return /^-?\d+$/.test(cost) ? Number(cost) : 0
}

function maxRestarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount))
}
