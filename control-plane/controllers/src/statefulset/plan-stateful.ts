import type { StatefulSet } from '@knarr/api/apps/v1'
import type { Pod } from '@knarr/api/core/v1'
import { scaledIntOrPercent } from '@knarr/machinery'
import { isTerminal } from '../pod/pod-state.ts'
import { identityLabels, revisionOf, startOrdinal } from './stateful-pod.ts'
import { isFine, isGoing, type Slot, type StatefulView } from './stateful-view.ts'

export interface StatefulPlan {
  /** Ordinals whose pods are to be made. */
  readonly create: readonly number[]
  readonly remove: readonly Pod[]
  /** Pods that ended; they are deleted, to be made anew. */
  readonly recreate: readonly Pod[]
  /** Pods that lack a label of their identity. */
  readonly relabel: readonly Slot[]
}

const nothing: StatefulPlan = { create: [], remove: [], recreate: [], relabel: [] }

/**
 * The next steps. With `OrderedReady` that is one at a time: each replica is to be well before anything is
 * done about the next, and all of them before surplus or outdated pods go. With `Parallel` nothing waits.
 */
export function planStatefulSet(view: StatefulView): StatefulPlan {
  return view.set.spec.podManagementPolicy === 'Parallel' ? planParallel(view) : planOrdered(view)
}

function planOrdered(view: StatefulView): StatefulPlan {
  const unwell = view.slots.find(({ pod }) => !isFine(pod, view))
  const before = unwell ? view.slots.slice(0, view.slots.indexOf(unwell)) : view.slots
  const relabel = before.filter((slot) => lacksIdentity(slot, view.set))
  if (unwell) return { ...nothing, relabel, ...stepFor(unwell) }
  if (view.condemned.length > 0) return { ...nothing, relabel, remove: nextCondemned(view) }
  return { ...nothing, relabel, remove: outdatedPods(view) }
}

function planParallel(view: StatefulView): StatefulPlan {
  const steps = view.slots.map(stepFor)
  return {
    create: steps.flatMap(({ create = [] }) => create),
    recreate: steps.flatMap(({ recreate = [] }) => recreate),
    relabel: view.slots.filter((slot) => lacksIdentity(slot, view.set)),
    remove: [...view.condemned.filter((pod) => !isGoing(pod)), ...outdatedPods(view)],
  }
}

function stepFor({ ordinal, pod }: Slot): Partial<StatefulPlan> {
  if (!pod) return { create: [ordinal] }
  return isTerminal(pod) && !isGoing(pod) ? { recreate: [pod] } : {}
}

function lacksIdentity({ ordinal, pod }: Slot, set: StatefulSet): boolean {
  if (!pod || isGoing(pod)) return false
  return Object.entries(identityLabels(set, ordinal)).some(
    ([key, value]) => pod.metadata.labels?.[key] !== value,
  )
}

/** The highest surplus pod, unless one that is unwell or on its way out is to be waited for. */
function nextCondemned(view: StatefulView): Pod[] {
  const [next] = view.condemned
  if (!next || isGoing(next)) return []
  const firstUnwell = view.condemned.findLast((pod) => !isFine(pod, view))
  return isFine(next, view) || next === firstUnwell ? [next] : []
}

/** Pods of another than the present template, the highest ordinals first, as many as may be missing at a time. */
function outdatedPods(view: StatefulView): Pod[] {
  const { type, rollingUpdate = {} } = view.set.spec.updateStrategy ?? {}
  if (type === 'OnDelete') return []
  const { partition = 0, maxUnavailable } = rollingUpdate
  const updating = view.slots.slice(partition)
  const isOutdated = ({ pod }: Slot): boolean =>
    pod !== undefined && !isGoing(pod) && !isTerminal(pod) && revisionOf(pod) !== view.updateRevision
  const counted = maxUnavailable === undefined ? updating : view.slots
  const missing = counted.filter(
    (slot) => !isFine(slot.pod, view) && !(updating.includes(slot) && isOutdated(slot)),
  )
  const allowed = Math.max(0, mayBeMissing(maxUnavailable, view.slots.length) - missing.length)
  const outdated = updating.filter(isOutdated).toReversed()
  return outdated.slice(0, allowed).flatMap(({ pod }) => pod ?? [])
}

/** At least one, or no update would ever get anywhere. */
function mayBeMissing(maxUnavailable: number | string | undefined, replicas: number): number {
  return Math.max(1, scaledIntOrPercent(maxUnavailable ?? 1, replicas, false))
}

/** Whether a pod that is made now is still to be of the revision before the present one. */
export function needsCurrentRevision({ set }: StatefulView, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return false
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0)
  return ordinal < startOrdinal(set) + kept
}
