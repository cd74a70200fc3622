import { type PodCondition, pods } from '@knarr/api/core/v1'
import { setCondition } from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { Cycle } from '../../framework/plugin.ts'
import type { Candidate } from './candidate.ts'

/** Deletes the victims in the background, and takes the node from pods of lower priority nominated to it. */
export function evictVictims(info: PodInfo, { node, victims }: Candidate, { handle }: Cycle): void {
  for (const other of [...(handle.nominator.onNode(node)?.values() ?? [])])
    if (other.priority < info.priority) handle.nominator.remove(other.uid)
  for (const victim of victims)
    if (!victim.pod.metadata.deletionTimestamp) handle.background(evict(info, victim, node, handle))
}

async function evict(info: PodInfo, { pod }: PodInfo, node: string, handle: Cycle['handle']): Promise<void> {
  const { client, clock, events, schedulerName } = handle
  const { uid } = pod.metadata
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${schedulerName}: preempting to accommodate a higher priority pod`,
    observedGeneration: pod.metadata.generation,
  }
  const conditions = setCondition<PodCondition>(pod.status?.conditions, condition, clock)
  const patch = { metadata: { uid }, status: { conditions } }
  try {
    await client.patch(pods, keyOf(pod), { type: 'strategic', patch }, { subresource: 'status' })
    await client.delete(pods, keyOf(pod), { preconditions: { uid } })
  } catch (error) {
    // Gone already, or another pod by now: there is nobody left to evict.
    if (!hasReason(error, 'NotFound') && !hasReason(error, 'Conflict')) throw error
    return
  }
  const message = `Preempted by pod ${info.uid} on node ${node}`
  events.event(pod, { type: 'Normal', reason: 'Preempted', message })
}
