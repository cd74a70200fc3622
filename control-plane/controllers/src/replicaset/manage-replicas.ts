import type { Resource } from '@knarr/api'
import type { ReplicaSet } from '@knarr/api/apps/v1'
import type { Pod } from '@knarr/api/core/v1'
import type { Expectations, ReconcileContext } from '@knarr/controller'
import { podFromTemplate } from '../pod/pod-from-template.ts'
import { rankForDeletion } from '../pod/rank-for-deletion.ts'
import { burstReplicas, createPods, deletePods } from '../pod/write-pods.ts'

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
  if (surplus === 0) return undefined
  const count = Math.min(Math.abs(surplus), burstReplicas)
  if (surplus < 0) {
    const draft = podFromTemplate(set, resource, set.spec.template ?? {})
    return (await createPods(set, new Array(count).fill(draft), context)).error
  }
  const ranked = rankForDeletion(owned, { related, nowMs: context.clock.now() })
  return (await deletePods(set, ranked.slice(0, count), context)).error
}
