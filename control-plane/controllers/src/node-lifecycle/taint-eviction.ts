import type { Node, Pod, Taint, Toleration } from '@knarr/api/core/v1'

/**
 * How long until a pod must leave a node because of its NoExecute taints: undefined when it may stay, 0 or
 * less when it must go now. The time runs from when taint and pod first met.
 */
export function evictionDelayMs(pod: Pod, node: Node, nowMs: number): number | undefined {
  const taints = (node.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  if (taints.length === 0) return undefined
  const used = taints.map((taint) => (pod.spec.tolerations ?? []).find((other) => tolerates(other, taint)))
  if (used.includes(undefined)) return 0
  const finite = used.flatMap((toleration) => toleration?.tolerationSeconds ?? [])
  if (finite.length === 0) return undefined
  const seconds = Math.min(...finite)
  return seconds <= 0 ? 0 : metMs(pod, taints, nowMs) + seconds * 1000 - nowMs
}

function metMs({ metadata }: Pod, taints: readonly Taint[], nowMs: number): number {
  const addedMs = Math.min(...taints.map(({ timeAdded }) => (timeAdded ? Date.parse(timeAdded) : nowMs)))
  return Math.max(addedMs, Date.parse(metadata.creationTimestamp ?? '') || 0)
}

/** Whether a toleration covers a taint (`v1.Toleration.ToleratesTaint`). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  if (toleration.operator === 'Exists') return true
  const isEqual = !toleration.operator || toleration.operator === 'Equal'
  return isEqual && (toleration.value ?? '') === (taint.value ?? '')
}
