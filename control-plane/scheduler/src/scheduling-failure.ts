import { type Pod, type PodCondition, pods } from '@knarr/api/core/v1'
import type { Client, Informer } from '@knarr/client'
import { conditionOf, setCondition } from '@knarr/controller'
import { type Clock, hasReason, keyOf } from '@knarr/machinery'

/** Why a pod is not scheduled, as its PodScheduled condition says. */
export interface SchedulingFailure {
  readonly reason: 'Unschedulable' | 'SchedulerError'
  readonly message: string
  /** undefined leaves the nomination as it is, '' takes it back. */
  readonly nominatedNodeName?: string | undefined
}

/** The pod as it is now, if it still waits for a node. */
export function stillWaiting(informer: Informer<Pod>, pod: Pod): Pod | undefined {
  const current = informer.get(keyOf(pod))
  const isSame = current?.metadata.uid === pod.metadata.uid
  return isSame && !current.spec.nodeName && !current.metadata.deletionTimestamp ? current : undefined
}

/** Sets PodScheduled to False and the nominated node, if that is news. */
export async function markUnscheduled(
  client: Client,
  clock: Clock,
  pod: Pod,
  failure: SchedulingFailure,
): Promise<void> {
  const { reason, message, nominatedNodeName = pod.status?.nominatedNodeName ?? '' } = failure
  const { generation, uid } = pod.metadata
  const known = conditionOf(pod.status?.conditions, 'PodScheduled')
  const isKnown = known?.status === 'False' && known.reason === reason && known.message === message
  const isNominationKnown = nominatedNodeName === (pod.status?.nominatedNodeName ?? '')
  if (isKnown && isNominationKnown) return
  const condition = { type: 'PodScheduled', status: 'False', reason, message, observedGeneration: generation }
  const conditions = setCondition<PodCondition>(pod.status?.conditions, condition, clock)
  const nomination = isNominationKnown ? {} : { nominatedNodeName: nominatedNodeName || null }
  const patch = { metadata: { uid }, status: { conditions, ...nomination } }
  try {
    await client.patch(pods, keyOf(pod), { type: 'strategic', patch }, { subresource: 'status' })
  } catch (error) {
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
  }
}
