import { type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import {
  type Controller,
  claimObjects,
  controllerOf,
  Expectations,
  type ReconcileContext,
  type SetupContext,
  slowStart,
} from '@knarr/controller'
import { type Clock, hasReason, keyOf, keyText, selectorOf } from '@knarr/machinery'
import { podFromTemplate } from '../pod/pod-from-template.ts'
import { isActive } from '../pod/pod-state.ts'
import { rankForDeletion } from '../pod/rank-for-deletion.ts'
import { nextAvailabilityMs, statusOf } from './replicaset-status.ts'

/** How many pods one reconcile creates or deletes at most. */
const burstReplicas = 500

/** Keeps `spec.replicas` active pods alive for each ReplicaSet. */
export function replicaSetController(clock: Clock): Controller {
  const expectations = new Expectations(clock)
  return {
    name: 'replicaset-controller',
    watches: replicaSets,
    owns: [pods],

    setup(context) {
      observePods(context, expectations)
      enqueueForOrphans(context)
    },

    async reconcile(key, context) {
      const set = context.lister.get(replicaSets, key)
      if (!set) {
        expectations.delete(keyText(key))
        return
      }
      const isCurrent = expectations.satisfied(keyText(key))
      const owned = await claim(set, context)
      let failure: unknown
      if (isCurrent && !set.metadata.deletionTimestamp) {
        failure = await manageReplicas(set, owned, { ...context, expectations })
      }
      const updated = await updateStatus(set, { owned, failure }, context)
      if (failure) throw failure
      return { requeueAfterMs: nextAvailabilityMs(updated, owned, clock.now()) }
    },
  }
}

/** Creations and deletions that the informer shows are no longer waited for. */
function observePods({ informer }: SetupContext, expectations: Expectations): void {
  const ownerOf = (pod: Pod): string | undefined => {
    const owner = controllerOf(pod)
    return owner?.kind === 'ReplicaSet' ? `${pod.metadata.namespace}/${owner.name}` : undefined
  }
  const deleted = (pod: Pod): void => {
    const owner = ownerOf(pod)
    if (owner) expectations.deletionObserved(owner, pod.metadata.uid)
  }
  informer(pods).addHandler({
    onAdd(pod) {
      const owner = ownerOf(pod)
      if (pod.metadata.deletionTimestamp) deleted(pod)
      else if (owner) expectations.creationObserved(owner)
    },
    onUpdate(pod) {
      if (pod.metadata.deletionTimestamp) deleted(pod)
    },
    onDelete: deleted,
  })
}

/** A pod without a controller wakes every set that might adopt it. */
function enqueueForOrphans({ informer, enqueue }: SetupContext): void {
  const wake = (pod: Pod): void => {
    if (controllerOf(pod) || pod.metadata.deletionTimestamp) return
    for (const set of informer(replicaSets).list(pod.metadata.namespace)) {
      if (selectorOf(set.spec.selector).matches(pod.metadata.labels)) enqueue(keyOf(set))
    }
  }
  informer(pods).addHandler({ onAdd: wake, onUpdate: wake })
}

async function claim(set: ReplicaSet, { client, lister }: ReconcileContext): Promise<Pod[]> {
  const selector = selectorOf(set.spec.selector)
  const candidates = lister.list(pods, set.metadata.namespace).filter(isActive)
  return await claimObjects({
    client,
    owner: set,
    ownerKind: replicaSets,
    resource: pods,
    candidates,
    selects: (pod) => selector.matches(pod.metadata.labels),
  })
}

type ManageContext = ReconcileContext & { readonly expectations: Expectations }

/** Moves towards the wanted count; resolves with the first failure, having done what could be done. */
async function manageReplicas(
  set: ReplicaSet,
  owned: readonly Pod[],
  context: ManageContext,
): Promise<unknown> {
  const difference = owned.length - (set.spec.replicas ?? 1)
  if (difference < 0) return await createPods(set, Math.min(-difference, burstReplicas), context)
  if (difference > 0)
    return await deletePods(set, owned, { ...context, surplus: Math.min(difference, burstReplicas) })
  return undefined
}

async function createPods(set: ReplicaSet, count: number, context: ManageContext): Promise<unknown> {
  const { client, expectations, events } = context
  const key = keyText(keyOf(set))
  const template = set.spec.template ?? {}
  expectations.expectCreations(key, count)
  const { succeeded, error } = await slowStart(count, async () => {
    const pod = await client.create(pods, podFromTemplate(set, replicaSets, template))
    events.event(set, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${pod.metadata.name}`,
    })
  })
  for (let missing = count - succeeded; missing > 0; missing--) expectations.creationObserved(key)
  if (!error || isNamespaceTerminating(error)) return undefined
  events.event(set, {
    type: 'Warning',
    reason: 'FailedCreate',
    message: `Error creating: ${messageOf(error)}`,
  })
  return error
}

async function deletePods(
  set: ReplicaSet,
  owned: readonly Pod[],
  { client, expectations, events, surplus }: ManageContext & { readonly surplus: number },
): Promise<unknown> {
  const key = keyText(keyOf(set))
  const victims = rankForDeletion(owned).slice(0, surplus)
  expectations.expectDeletions(
    key,
    victims.map(({ metadata }) => metadata.uid),
  )
  const outcomes = await Promise.allSettled(
    victims.map(async (pod) => {
      try {
        await client.delete(pods, keyOf(pod), { preconditions: { uid: pod.metadata.uid } })
        events.event(set, {
          type: 'Normal',
          reason: 'SuccessfulDelete',
          message: `Deleted pod: ${pod.metadata.name}`,
        })
      } catch (error) {
        expectations.deletionObserved(key, pod.metadata.uid)
        if (hasReason(error, 'NotFound')) return
        const message = `Error deleting: ${messageOf(error)}`
        events.event(set, { type: 'Warning', reason: 'FailedDelete', message })
        throw error
      }
    }),
  )
  return outcomes.find((outcome) => outcome.status === 'rejected')?.reason
}

async function updateStatus(
  set: ReplicaSet,
  observed: { readonly owned: readonly Pod[]; readonly failure: unknown },
  { client, clock }: ReconcileContext,
): Promise<ReplicaSet> {
  const status = statusOf(set, observed, clock)
  return status === set.status ? set : await client.updateStatus(replicaSets, { ...set, status })
}

/** Creating in a namespace that is going away is bound to fail and not worth a retry. */
function isNamespaceTerminating(error: unknown): boolean {
  return (
    hasReason(error, 'Forbidden') &&
    (error.status.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating')
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
