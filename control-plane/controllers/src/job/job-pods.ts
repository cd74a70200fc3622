import type { Job } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import { conditionOf, hasFinalizer, isConditionTrue } from '@knarr/controller'
import { annotations } from '../well-known.ts'

/** Keeps a job's pods until they have been counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed'
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true
}

/** Complete or Failed: nothing about it will change. */
export function isJobFinished({ status }: Job): boolean {
  return isConditionTrue(status?.conditions, 'Complete') || isConditionTrue(status?.conditions, 'Failed')
}

/** Whether someone else's controller looks after the job. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller'
}

/** Whether a pod is replaced only once it has ended, not as soon as it is being deleted. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined
}

export function isTracked(pod: Pod): boolean {
  return hasFinalizer(pod, trackingFinalizer)
}

export function hasSucceeded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded'
}

/** Failed, or on its way out where the job does not wait to see how it ends. */
export function hasFailed(pod: Pod, job: Job): boolean {
  if (pod.status?.phase === 'Failed') return true
  if (replacesOnlyFailed(job)) return false
  return pod.metadata.deletionTimestamp !== undefined && !hasSucceeded(pod)
}

/** The pod's completion index; undefined if it has none, or none that the job still wants. */
export function indexOf(pod: Pod, job: Job): number | undefined {
  const text = pod.metadata.annotations?.[annotations.jobCompletionIndex]
  if (text === undefined || !/^\d+$/.test(text)) return undefined
  const index = Number(text)
  return index < (job.spec.completions ?? 0) ? index : undefined
}

export function indexesOf(pods: readonly Pod[], job: Job): number[] {
  return pods.flatMap((pod) => indexOf(pod, job) ?? [])
}

/** When the pod came to its end, as well as can be told. */
export function finishedMs({ metadata, status }: Pod): number {
  const ends = (status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.finishedAt)
  if (ends.length > 0 && ends.every(Boolean)) return Math.max(...ends.map((end) => Date.parse(end as string)))
  const ready = conditionOf(status?.conditions, 'Ready')
  if (ready?.status === 'False' && ready.lastTransitionTime) return Date.parse(ready.lastTransitionTime)
  if (metadata.deletionTimestamp) {
    return Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
  }
  return Date.parse(metadata.creationTimestamp ?? '') || 0
}
