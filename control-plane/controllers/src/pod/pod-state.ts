import type { Pod } from '@knarr/api/core/v1'
import { conditionOf, isConditionTrue } from '@knarr/controller'

/** Neither finished nor being deleted: it counts towards a controller's replicas. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !pod.metadata.deletionTimestamp
}

/** Has run to its end, well or badly. */
export function isTerminal({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

/** Being deleted, and not finished yet. */
export function isTerminating(pod: Pod): boolean {
  return !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined
}

export function isReady(pod: Pod): boolean {
  return isConditionTrue(pod.status?.conditions, 'Ready')
}

/** Ready, and for at least `minReadySeconds`. */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isReady(pod)) return false
  if (minReadySeconds === 0) return true
  const sinceMs = readySinceMs(pod)
  return sinceMs > 0 && sinceMs + minReadySeconds * 1000 <= nowMs
}

/** When the pod last became ready; 0 if it never did. */
export function readySinceMs(pod: Pod): number {
  const since = conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime
  return since ? Date.parse(since) : 0
}
