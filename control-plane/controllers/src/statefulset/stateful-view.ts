import type { StatefulSet } from '@knarr/api/apps/v1'
import type { Pod } from '@knarr/api/core/v1'
import { isAvailable, isReady } from '../pod/pod-state.ts'
import { ordinalOf, startOrdinal } from './stateful-pod.ts'

/** One of the set's replicas; without a pod while that is yet to be made. */
export interface Slot {
  readonly ordinal: number
  readonly pod: Pod | undefined
}

export interface StatefulView {
  readonly set: StatefulSet
  /** By ordinal, as many as there are to be. */
  readonly slots: readonly Slot[]
  /** Pods of other ordinals, the highest first. */
  readonly condemned: readonly Pod[]
  /** The name of the revision of the present template, and of the one before while it is rolled out. */
  readonly updateRevision: string
  readonly currentRevision: string
  readonly nowMs: number
}

export function viewStatefulSet(
  set: StatefulSet,
  pods: readonly Pod[],
  rest: Pick<StatefulView, 'updateRevision' | 'currentRevision' | 'nowMs'>,
): StatefulView {
  const start = startOrdinal(set)
  const count = set.spec.replicas ?? 1
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod) ?? -1, pod]))
  const slots = Array.from({ length: count }, (_, index) => ({
    ordinal: start + index,
    pod: byOrdinal.get(start + index),
  }))
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal >= 0 && (ordinal < start || ordinal >= start + count))
    .toSorted(([a], [b]) => b - a)
    .map(([, pod]) => pod)
  return { set, slots, condemned, ...rest }
}

export function isGoing({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isReady(pod)
}

/** Running, ready for long enough, and not being deleted. */
export function isFine(pod: Pod | undefined, { set, nowMs }: StatefulView): boolean {
  if (!pod || isGoing(pod) || !isRunningAndReady(pod)) return false
  return isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)
}
