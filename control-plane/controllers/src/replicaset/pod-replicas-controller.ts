import type { ReplicaSet } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { type Controller, controllerOf, Expectations, type ReconcileContext } from '@knarr/controller'
import type { Clock } from '@knarr/machinery'
import { claimPods, followPods, type PodOwners, podsOf } from '../pod/claim-pods.ts'
import { isActive, isTerminating } from '../pod/pod-state.ts'
import { manageReplicas } from './manage-replicas.ts'
import { nextAvailabilityMs, statusOf } from './replicaset-status.ts'

/** What tells ReplicaSets and ReplicationControllers apart. */
export interface PodReplicas extends PodOwners<ReplicaSet> {
  readonly eventSource?: string
  /** Whether the status has `terminatingReplicas`. */
  readonly countsTerminating: boolean
}

/** Keeps `spec.replicas` active pods alive for each object of one resource. */
export function podReplicasController(flavor: PodReplicas, clock: Clock): Controller {
  const { name, resource, eventSource } = flavor
  const expectations = new Expectations(clock)
  return {
    name,
    ...(eventSource ? { eventSource } : {}),
    watches: resource,
    owns: [pods],

    setup(context) {
      followPods(flavor, context, expectations)
    },

    async reconcile(key, context) {
      const set = context.lister.get(resource, key)
      if (!set) return undefined
      const isCurrent = expectations.satisfied(set.metadata.uid)
      const owned = await claimPods(set, flavor, context, { isCandidate: isActive })
      let failure: unknown
      if (isCurrent && !set.metadata.deletionTimestamp) {
        const related = relatedPods(set, flavor, context)
        failure = await manageReplicas(set, { resource, owned, related }, { ...context, expectations })
      }
      const terminating = flavor.countsTerminating
        ? podsOf(set, flavor, context).filter(isTerminating)
        : undefined
      const status = statusOf(set, { owned, terminating, failure }, clock)
      if (status !== set.status) await context.client.updateStatus(resource, { ...set, status })
      if (failure) throw failure
      return { requeueAfterMs: nextAvailabilityMs(set, owned, clock.now()) }
    },
  }
}

/** The pods of every set that has the same controller, as all of one deployment's have. */
function relatedPods(set: ReplicaSet, flavor: PodReplicas, { lister }: ReconcileContext): Pod[] {
  const owner = controllerOf(set)
  const siblings = owner
    ? lister
        .list(flavor.resource, set.metadata.namespace)
        .filter((other) => controllerOf(other)?.uid === owner.uid)
    : [set]
  return siblings.flatMap((sibling) => podsOf(sibling, flavor, { lister }))
}
