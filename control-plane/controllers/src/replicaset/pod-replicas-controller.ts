import type { Resource } from '@knarr/api'
import type { ReplicaSet } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import {
  type Controller,
  claimObjects,
  controllerOf,
  Expectations,
  type ReconcileContext,
  type SetupContext,
} from '@knarr/controller'
import { type Clock, keyOf, type Selector } from '@knarr/machinery'
import { isActive, isTerminating } from '../pod/pod-state.ts'
import { manageReplicas } from './manage-replicas.ts'
import { nextAvailabilityMs, statusOf } from './replicaset-status.ts'

/** What tells ReplicaSets and ReplicationControllers apart. */
export interface PodReplicas {
  readonly name: string
  readonly eventSource?: string
  readonly resource: Resource<ReplicaSet>
  selectorOf(set: ReplicaSet): Selector
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
      context.informer(pods).addIndex(name, (pod) => [controllerOf(pod)?.uid ?? orphansOf(pod)])
      observePods(context, expectations)
      enqueueForOrphans(flavor, context)
      context.informer(resource).addHandler({ onDelete: ({ metadata }) => expectations.delete(metadata.uid) })
    },

    async reconcile(key, context) {
      const set = context.lister.get(resource, key)
      if (!set) return undefined
      const isCurrent = expectations.satisfied(set.metadata.uid)
      const owned = await claim(set, flavor, context)
      let failure: unknown
      if (isCurrent && !set.metadata.deletionTimestamp) {
        const related = relatedPods(set, flavor, context)
        failure = await manageReplicas(set, { resource, owned, related }, { ...context, expectations })
      }
      const terminating = flavor.countsTerminating ? terminatingPods(set, flavor, context) : undefined
      const status = statusOf(set, { owned, terminating, failure }, clock)
      if (status !== set.status) await context.client.updateStatus(resource, { ...set, status })
      if (failure) throw failure
      return { requeueAfterMs: nextAvailabilityMs(set, owned, clock.now()) }
    },
  }
}

function orphansOf({ metadata }: { readonly metadata: { readonly namespace?: string } }): string {
  return `orphans of ${metadata.namespace ?? ''}`
}

/** Creations and deletions that the informer shows are no longer waited for. */
function observePods({ informer }: SetupContext, expectations: Expectations): void {
  const deleted = (pod: Pod): void => {
    const owner = controllerOf(pod)
    if (owner) expectations.deletionObserved(owner.uid, pod.metadata.uid)
  }
  informer(pods).addHandler({
    onAdd(pod) {
      const owner = controllerOf(pod)
      if (pod.metadata.deletionTimestamp) deleted(pod)
      else if (owner) expectations.creationObserved(owner.uid)
    },
    onUpdate(pod) {
      if (pod.metadata.deletionTimestamp) deleted(pod)
    },
    onDelete: deleted,
  })
}

/** A pod without a controller wakes every set that might adopt it. */
function enqueueForOrphans({ resource, selectorOf }: PodReplicas, { informer, enqueue }: SetupContext): void {
  const wake = (pod: Pod): void => {
    if (controllerOf(pod) || pod.metadata.deletionTimestamp) return
    for (const set of informer(resource).list(pod.metadata.namespace)) {
      if (selectorOf(set).matches(pod.metadata.labels)) enqueue(keyOf(set))
    }
  }
  informer(pods).addHandler({ onAdd: wake, onUpdate: wake })
}

async function claim(set: ReplicaSet, flavor: PodReplicas, context: ReconcileContext): Promise<Pod[]> {
  const { client, lister } = context
  const selector = flavor.selectorOf(set)
  const candidates = [set.metadata.uid, orphansOf(set)].flatMap((owner) =>
    lister.byIndex(pods, flavor.name, owner),
  )
  return await claimObjects({
    client,
    owner: set,
    ownerKind: flavor.resource,
    resource: pods,
    candidates: candidates.filter(isActive),
    selects: (pod) => selector.matches(pod.metadata.labels),
  })
}

function terminatingPods(set: ReplicaSet, flavor: PodReplicas, { lister }: ReconcileContext): Pod[] {
  return lister.byIndex(pods, flavor.name, set.metadata.uid).filter(isTerminating)
}

/** The pods of every set that has the same controller, as all of one deployment's have. */
function relatedPods(set: ReplicaSet, flavor: PodReplicas, { lister }: ReconcileContext): Pod[] {
  const owner = controllerOf(set)
  const siblings = owner
    ? lister
        .list(flavor.resource, set.metadata.namespace)
        .filter((other) => controllerOf(other)?.uid === owner.uid)
    : [set]
  return siblings.flatMap(({ metadata }) => lister.byIndex(pods, flavor.name, metadata.uid))
}
