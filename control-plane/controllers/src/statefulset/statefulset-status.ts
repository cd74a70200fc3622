import type { StatefulSetStatus } from '@knarr/api/apps/v1'
import { isAvailable } from '../pod/pod-state.ts'
import { revisionOf } from './stateful-pod.ts'
import { isGoing, isRunningAndReady, type StatefulView } from './stateful-view.ts'

/** What the set's status is to say; once every replica is of the new revision, that is the current one. */
export function statefulSetStatus(view: StatefulView, collisionCount = 0): StatefulSetStatus {
  const { set, slots, condemned, nowMs, updateRevision, currentRevision } = view
  const pods = [...slots.flatMap(({ pod }) => pod ?? []), ...condemned]
  const ready = pods.filter(isRunningAndReady)
  const minReadySeconds = set.spec.minReadySeconds ?? 0
  const staying = pods.filter((pod) => !isGoing(pod))
  const updated = staying.filter((pod) => revisionOf(pod) === updateRevision).length
  const current = staying.filter((pod) => revisionOf(pod) === currentRevision).length
  const isRolling = set.spec.updateStrategy?.type === 'RollingUpdate'
  const isRolledOut =
    isRolling && [updated, ready.length, pods.length].every((count) => count === slots.length)
  return {
    ...(set.status?.conditions ? { conditions: set.status.conditions } : {}),
    observedGeneration: set.metadata.generation ?? 0,
    replicas: pods.length,
    ...unlessZero('readyReplicas', ready.length),
    ...unlessZero('currentReplicas', isRolledOut ? updated : current),
    ...unlessZero('updatedReplicas', updated),
    availableReplicas: ready.filter((pod) => isAvailable(pod, minReadySeconds, nowMs)).length,
    currentRevision: isRolledOut ? updateRevision : currentRevision,
    updateRevision,
    collisionCount,
  }
}

function unlessZero<K extends string>(key: K, count: number): { [key in K]?: number } {
  return count === 0 ? {} : ({ [key]: count } as { [key in K]: number })
}
