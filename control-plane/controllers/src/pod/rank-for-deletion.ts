import type { Pod } from '@knarr/api/core/v1'
import { annotations } from '../well-known.ts'
import { isActive, isReady, readySinceMs } from './pod-state.ts'

const phases = ['Pending', 'Unknown', 'Running']

/** Below zero when `a` is to go before `b`; undefined when it is for the next criterion to say. */
type Criterion = (a: Pod, b: Pod) => number | undefined

export interface RankOptions {
  /** Pods of the same owner's owner: nodes that hold many of them are thinned out first. */
  readonly related?: readonly Pod[]
  readonly nowMs: number
}

/**
 * Least useful first, as upstream's `ActivePodsWithRanks`: unassigned, pending, not ready, cheap to delete,
 * doubled up on a node with related ones, ready for a shorter time, restarted more often, younger. Times
 * that differ by less than a power of two are alike, and then the uid decides.
 */
export function rankForDeletion(pods: readonly Pod[], { related = pods, nowMs }: RankOptions): Pod[] {
  const onNode = new Map<string, number>()
  for (const pod of related.filter(isActive)) {
    const node = pod.spec.nodeName ?? ''
    onNode.set(node, (onNode.get(node) ?? 0) + 1)
  }
  const criteria: readonly Criterion[] = [
    lowFirst((pod) => (pod.spec.nodeName ? 1 : 0)),
    lowFirst((pod) => phases.indexOf(pod.status?.phase ?? 'Unknown')),
    lowFirst((pod) => (isReady(pod) ? 1 : 0)),
    lowFirst(costOf),
    lowFirst((pod) => -(onNode.get(pod.spec.nodeName ?? '') ?? 0)),
    (a, b) => (isReady(a) && isReady(b) ? youngFirst(readySinceMs, nowMs)(a, b) : undefined),
    lowFirst((pod) => -maxRestarts(pod.status?.containerStatuses)),
    lowFirst((pod) => -maxRestarts(sidecarStatuses(pod))),
    youngFirst((pod) => Date.parse(pod.metadata.creationTimestamp ?? '') || 0, nowMs),
  ]
  return pods.toSorted((a, b) => {
    for (const criterion of criteria) {
      const order = criterion(a, b)
      if (order !== undefined) return order
    }
    return byUid(a, b)
  })
}

function lowFirst(rank: (pod: Pod) => number): Criterion {
  return (a, b) => rank(a) - rank(b) || undefined
}

/** An unset time is the youngest. */
function youngFirst(timeOf: (pod: Pod) => number, nowMs: number): Criterion {
  return (a, b) => {
    const [at, bt] = [timeOf(a), timeOf(b)]
    if (at === bt) return undefined
    if (at === 0 || bt === 0) return at - bt
    return logarithmicAge(nowMs - at) - logarithmicAge(nowMs - bt) || byUid(a, b)
  }
}

function logarithmicAge(ms: number): number {
  return ms > 0 ? Math.trunc(Math.log2(ms * 1e6)) : -1
}

function byUid(a: Pod, b: Pod): number {
  return a.metadata.uid < b.metadata.uid ? -1 : 1
}

function costOf(pod: Pod): number {
  const cost = pod.metadata.annotations?.[annotations.podDeletionCost] ?? '0'
  return /^(0|-?[1-9]\d*)$/.test(cost) ? Number(cost) : 0
}

function maxRestarts(statuses: readonly { readonly restartCount: number }[] = []): number {
  return Math.max(0, ...statuses.map(({ restartCount }) => restartCount))
}

function sidecarStatuses({ spec, status }: Pod): { readonly restartCount: number }[] {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  const names = new Set(sidecars.map(({ name }) => name))
  return (status?.initContainerStatuses ?? []).filter(({ name }) => names.has(name))
}
