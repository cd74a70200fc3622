import type { Node, Pod } from '@knarr/api/core/v1'
import type { ObjectKey } from '@knarr/machinery'

/** What changed, in upstream's categories (`Node/UpdateNodeTaint`, `AssignedPod/Delete`, …). */
export type EventKind =
  | 'nodeAdd'
  | 'nodeAllocatable'
  | 'nodeLabel'
  | 'nodeTaint'
  | 'nodeDelete'
  | 'assignedPodAdd'
  | 'assignedPodLabel'
  | 'assignedPodScaleDown'
  | 'assignedPodDelete'
  | 'namespaceLabel'
  | 'claimChange'
  | 'volumeChange'
  | 'storageClassChange'
  /** The last four are about the waiting pod itself. */
  | 'podLabel'
  | 'podTolerations'
  | 'podGatesEliminated'
  | 'podScaleDown'

const ownKinds: ReadonlySet<EventKind> = new Set([
  'podLabel',
  'podTolerations',
  'podGatesEliminated',
  'podScaleDown',
])

/** Whether the event can matter to the pod: changes of a waiting pod are its own business. */
export function concerns({ kinds, pod }: ClusterEvent, uid: string): boolean {
  return pod?.metadata.uid === uid || !kinds.some((kind) => ownKinds.has(kind))
}

/** Something that may make a waiting pod fit. */
export interface ClusterEvent {
  readonly kinds: readonly EventKind[]
  readonly node?: Node
  /** The pod that was added, changed or removed. */
  readonly pod?: Pod
  /** The claim that was made or changed. */
  readonly claim?: ObjectKey
}

/** The events a plugin wants to hear of, and whether one may make a pod fit that it rejected. */
export interface QueueingHint {
  readonly on: readonly EventKind[]
  /** Absent: every such event is worth another try. */
  mayHelp?(pod: Pod, event: ClusterEvent): boolean
}
