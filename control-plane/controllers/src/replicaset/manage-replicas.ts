import type { Resource } from '@knarr/api'
import type { ReplicaSet } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { type Expectations, type ReconcileContext, slowStart } from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { podFromTemplate } from '../pod/pod-from-template.ts'
import { rankForDeletion } from '../pod/rank-for-deletion.ts'

/** How many pods one reconcile creates or deletes at most. */
export const burstReplicas = 500

interface Replicas {
  readonly resource: Resource<ReplicaSet>
  readonly owned: readonly Pod[]
  readonly related: readonly Pod[]
}

type ManageContext = ReconcileContext & { readonly expectations: Expectations }

/** Moves towards the wanted count; resolves with the first failure, having done what could be done. */
export async function manageReplicas(
  set: ReplicaSet,
  replicas: Replicas,
  context: ManageContext,
): Promise<unknown> {
  const { owned, related, resource } = replicas
  const surplus = owned.length - (set.spec.replicas ?? 1)
  if (surplus < 0) return await createPods(set, resource, Math.min(-surplus, burstReplicas), context)
  if (surplus === 0) return undefined
  const ranked = rankForDeletion(owned, { related, nowMs: context.clock.now() })
  return await deletePods(set, ranked.slice(0, Math.min(surplus, burstReplicas)), context)
}

async function createPods(
  set: ReplicaSet,
  resource: Resource,
  count: number,
  { client, expectations, events }: ManageContext,
): Promise<unknown> {
  const { uid } = set.metadata
  expectations.expectCreations(uid, count)
  const { succeeded, error } = await slowStart(count, async () => {
    try {
      const { metadata } = await client.create(pods, podFromTemplate(set, resource, set.spec.template ?? {}))
      const message = `Created pod: ${metadata.name}`
      events.event(set, { type: 'Normal', reason: eventReasons.successfulCreate, message })
    } catch (failure) {
      const message = `Error creating: ${messageOf(failure)}`
      if (!isNamespaceTerminating(failure))
        events.event(set, { type: 'Warning', reason: eventReasons.failedCreate, message })
      throw failure
    }
  })
  for (let missing = count - succeeded; missing > 0; missing--) expectations.creationObserved(uid)
  return isNamespaceTerminating(error) ? undefined : error
}

async function deletePods(
  set: ReplicaSet,
  victims: readonly Pod[],
  { client, expectations, events }: ManageContext,
): Promise<unknown> {
  const { uid } = set.metadata
  expectations.expectDeletions(
    uid,
    victims.map(({ metadata }) => metadata.uid),
  )
  const outcomes = await Promise.allSettled(
    victims.map(async (pod) => {
      try {
        await client.delete(pods, keyOf(pod), { preconditions: { uid: pod.metadata.uid } })
        const message = `Deleted pod: ${pod.metadata.name}`
        events.event(set, { type: 'Normal', reason: eventReasons.successfulDelete, message })
      } catch (error) {
        expectations.deletionObserved(uid, pod.metadata.uid)
        if (hasReason(error, 'NotFound')) return
        const message = `Error deleting: ${messageOf(error)}`
        events.event(set, { type: 'Warning', reason: eventReasons.failedDelete, message })
        throw error
      }
    }),
  )
  return outcomes.find((outcome) => outcome.status === 'rejected')?.reason
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
