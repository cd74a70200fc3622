import type { Node, Pod, Taint, Toleration } from '@knarr/api/core/v1'

/**
 * How long until a pod must leave a node because of its NoExecute taints: undefined when it may stay, 0 or
 * less when it must go now.
 */
export function evictionDelayMs(pod: Pod, node: Node, nowMs: number): number | undefined {
  const taints = (node.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  if (taints.length === 0) return undefined
  const delays = taints.map((taint) => delayFor(taint, pod.spec.tolerations ?? [], nowMs))
  const finite = delays.filter((delay) => delay !== undefined)
  return finite.length > 0 ? Math.min(...finite) : undefined
}

function delayFor(taint: Taint, tolerations: readonly Toleration[], nowMs: number): number | undefined {
  const matching = tolerations.filter((toleration) => tolerates(toleration, taint))
  if (matching.length === 0) return 0
  const seconds = matching.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [tolerationSeconds],
  )
  if (seconds.length === 0) return undefined
  const since = taint.timeAdded ? Date.parse(taint.timeAdded) : nowMs
  return since + Math.max(0, Math.min(...seconds)) * 1000 - nowMs
}

/** Whether a toleration covers a taint (`v1.Toleration.ToleratesTaint`). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false
  if (toleration.key && toleration.key !== taint.key) return false
  if (toleration.operator === 'Exists') return true
  return Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? '')
}
