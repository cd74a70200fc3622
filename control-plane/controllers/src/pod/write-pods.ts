import { type Pod, pods } from '@knarr/api/core/v1'
import { type Expectations, type ReconcileContext, type SlowStartResult, slowStart } from '@knarr/controller'
import { type Draft, hasReason, type KubeObject, keyOf } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'

/** How many pods one reconcile creates or deletes at most. */
export const burstReplicas = 500

export type PodWriter = Pick<ReconcileContext, 'client' | 'events'> & { readonly expectations: Expectations }

/**
 * Creates pods for the owner, in growing batches, with an event for each. That the namespace is going away
 * is no error: what it holds will be gone too.
 */
export async function createPods(
  owner: KubeObject,
  drafts: readonly Draft<Pod>[],
  { client, events, expectations }: PodWriter,
): Promise<SlowStartResult> {
  const { uid } = owner.metadata
  const count = drafts.length
  expectations.expectCreations(uid, count)
  const { succeeded, error } = await slowStart(count, async (index) => {
    try {
      const { metadata } = await client.create(pods, drafts[index] as Draft<Pod>)
      const message = `Created pod: ${metadata.name}`
      events.event(owner, { type: 'Normal', reason: eventReasons.successfulCreate, message })
    } catch (failure) {
      const message = `Error creating: ${messageOf(failure)}`
      if (!isNamespaceTerminating(failure))
        events.event(owner, { type: 'Warning', reason: eventReasons.failedCreate, message })
      throw failure
    }
  })
  for (let missing = count - succeeded; missing > 0; missing--) expectations.creationObserved(uid)
  return isNamespaceTerminating(error) ? { succeeded } : { succeeded, error }
}

export interface DeletionResult {
  /** Those that are gone or going, also where another deleted them first. */
  readonly deleted: readonly Pod[]
  /** The first failure. */
  readonly error?: unknown
}

/** Deletes pods of the owner with an event for each; `prepare` is done to each before. */
export async function deletePods(
  owner: KubeObject,
  victims: readonly Pod[],
  writer: PodWriter,
  prepare: (pod: Pod) => Promise<unknown> = async () => {},
): Promise<DeletionResult> {
  const uids = victims.map(({ metadata }) => metadata.uid)
  writer.expectations.expectDeletions(owner.metadata.uid, uids)
  const outcomes = await Promise.allSettled(
    victims.map(async (pod) => {
      await deletePod(owner, pod, writer, prepare)
      return pod
    }),
  )
  const deleted = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  return failed ? { deleted, error: failed.reason } : { deleted }
}

async function deletePod(
  owner: KubeObject,
  pod: Pod,
  { client, events, expectations }: PodWriter,
  prepare: (pod: Pod) => Promise<unknown>,
): Promise<void> {
  try {
    await prepare(pod)
    await client.delete(pods, keyOf(pod), { preconditions: { uid: pod.metadata.uid } })
    const message = `Deleted pod: ${pod.metadata.name}`
    events.event(owner, { type: 'Normal', reason: eventReasons.successfulDelete, message })
  } catch (error) {
    expectations.deletionObserved(owner.metadata.uid, pod.metadata.uid)
    if (hasReason(error, 'NotFound')) return
    const message = `Error deleting: ${messageOf(error)}`
    events.event(owner, { type: 'Warning', reason: eventReasons.failedDelete, message })
    throw error
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
