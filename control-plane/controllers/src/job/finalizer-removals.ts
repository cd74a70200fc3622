import { type Pod, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { controllerOf, type SetupContext } from '@knarr/controller'
import { hasReason, keyOf } from '@knarr/machinery'
import { isTracked, trackingFinalizer } from './job-pods.ts'

/**
 * Pods whose tracking finalizer was taken off, while the lister still shows it: they have been counted and
 * must not be counted again.
 */
export class FinalizerRemovals {
  readonly #byJob = new Map<string, Set<string>>()

  /** The uids of such pods of one job, as of now. */
  of(jobUid: string): ReadonlySet<string> {
    return new Set(this.#byJob.get(jobUid))
  }

  observe({ informer }: Pick<SetupContext, 'informer'>): void {
    const settle = (pod: Pod): void => {
      const owner = controllerOf(pod)
      if (owner) this.#forget(owner.uid, pod)
    }
    informer(pods).addHandler({
      onUpdate(pod, old) {
        if (!isTracked(pod)) settle(controllerOf(pod) ? pod : old)
      },
      onDelete: settle,
    })
  }

  /** Takes the finalizers off; resolves with the pods that are free now, and the first failure. */
  async remove(
    client: Client,
    jobUid: string,
    counted: readonly Pod[],
  ): Promise<{ readonly freed: readonly Pod[]; readonly error?: unknown }> {
    const outcomes = await Promise.allSettled(
      counted.map(async (pod) => {
        this.#expect(jobUid, pod)
        try {
          await removeTracking(client, pod)
        } catch (error) {
          this.#forget(jobUid, pod)
          throw error
        }
        return pod
      }),
    )
    const freed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    return failed ? { freed, error: failed.reason } : { freed }
  }

  forgetJob(jobUid: string): void {
    this.#byJob.delete(jobUid)
  }

  #expect(jobUid: string, pod: Pod): void {
    const known = this.#byJob.get(jobUid) ?? new Set()
    this.#byJob.set(jobUid, known.add(pod.metadata.uid))
  }

  #forget(jobUid: string, pod: Pod): void {
    this.#byJob.get(jobUid)?.delete(pod.metadata.uid)
  }
}

/** Takes the tracking finalizer off a pod, whatever else happened to it; one that is gone is no error. */
export async function removeTracking(client: Client, pod: Pod): Promise<void> {
  if (!isTracked(pod)) return
  const { uid } = pod.metadata
  const patch = { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } }
  try {
    await client.patch(pods, keyOf(pod), { type: 'strategic', patch })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
