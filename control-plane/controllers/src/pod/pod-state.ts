import type { Pod } from '@knarr/api/core/v1'
import { conditionOf, isConditionTrue } from '@knarr/controller'

/** Neither finished nor being deleted: it counts towards a controller's replicas. */
export function isActive(pod: Pod): boolean {
  const phase = pod.status?.phase
  return phase !== 'Succeeded' && phase !== 'Failed' && !pod.metadata.deletionTimestamp
}

export function isReady(pod: Pod): boolean {
  return isConditionTrue(pod.status?.conditions, 'Ready')
}

/** Ready, and for at least `minReadySeconds`. */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isReady(pod)) return false
  return minReadySeconds === 0 || readySinceMs(pod) + minReadySeconds * 1000 <= nowMs
}

/** When the pod last became ready; 0 if it never did. */
export function readySinceMs(pod: Pod): number {
  const since = conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime
  return since ? Date.parse(since) : 0
}
