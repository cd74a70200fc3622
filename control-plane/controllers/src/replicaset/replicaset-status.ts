import type { ReplicaSet, ReplicaSetStatus } from '@knarr/api/apps/v1'
import type { Pod } from '@knarr/api/core/v1'
import { conditionOf, removeCondition, setCondition } from '@knarr/controller'
import { type Clock, deepEqual } from '@knarr/machinery'
import { isAvailable, isReady, readySinceMs } from '../pod/pod-state.ts'

interface Observed {
  readonly owned: readonly Pod[]
  /** Undefined where they are not counted. */
  readonly terminating?: readonly Pod[] | undefined
  /** Why pods could not be created or deleted, if so. */
  readonly failure: unknown
}

/** The status that says what was observed; the very same object when nothing changed. */
export function statusOf(set: ReplicaSet, observed: Observed, clock: Clock): ReplicaSetStatus {
  const { owned, terminating } = observed
  const minReadySeconds = set.spec.minReadySeconds ?? 0
  const templateLabels = Object.entries(set.spec.template?.metadata?.labels ?? {})
  const isFullyLabeled = ({ metadata }: Pod): boolean =>
    templateLabels.every(([name, value]) => metadata.labels?.[name] === value)
  const conditions = conditionsOf(set, observed, clock)
  const next: ReplicaSetStatus = {
    ...set.status,
    replicas: owned.length,
    fullyLabeledReplicas: owned.filter(isFullyLabeled).length,
    readyReplicas: owned.filter(isReady).length,
    availableReplicas: owned.filter((pod) => isAvailable(pod, minReadySeconds, clock.now())).length,
    ...(terminating ? { terminatingReplicas: terminating.length } : {}),
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length > 0 ? { conditions: [...conditions] } : {}),
  }
  if (conditions.length === 0) delete next.conditions
  for (const count of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const) {
    if (next[count] === 0) delete next[count]
  }
  return set.status && deepEqual(set.status, next) ? set.status : next
}

function conditionsOf(
  set: ReplicaSet,
  { owned, failure }: Observed,
  clock: Clock,
): NonNullable<ReplicaSetStatus['conditions']> {
  const known = set.status?.conditions ?? []
  if (!failure) return [...removeCondition(known, 'ReplicaFailure')]
  if (conditionOf(known, 'ReplicaFailure')) return known
  const reason = owned.length < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete'
  const message = failure instanceof Error ? failure.message : String(failure)
  return [...setCondition(known, { type: 'ReplicaFailure', status: 'True', reason, message }, clock)]
}

/** When the next ready pod will have been ready for long enough; undefined if none is waiting. */
export function nextAvailabilityMs(
  set: ReplicaSet,
  owned: readonly Pod[],
  nowMs: number,
): number | undefined {
  const waitMs = (set.spec.minReadySeconds ?? 0) * 1000
  if (waitMs === 0) return undefined
  const waits = owned
    .filter(isReady)
    .map((pod) => readySinceMs(pod) + waitMs - nowMs)
    .filter((ms) => ms > 0)
  return waits.length > 0 ? Math.min(...waits) : undefined
}
