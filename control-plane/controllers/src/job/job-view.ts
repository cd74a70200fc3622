import type { Job } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import { isActive, isReady, isTerminating } from '../pod/pod-state.ts'
import { failedIndexes, limitsEachIndex, podsToReplace } from './index-failures.ts'
import { IndexIntervals } from './index-intervals.ts'
import { type FailureRecord, nextFailureRecord } from './job-backoff.ts'
import { hasFailed, hasSucceeded, indexesOf, indexOf, isIndexed, isTracked } from './job-pods.ts'
import { judgeFailure } from './pod-failure-policy.ts'

/** A job's indexes; none of it for jobs that have no indexes. */
export interface IndexView {
  /** As the status has them. */
  readonly counted: IndexIntervals
  /** With those of pods that are not counted yet. */
  readonly succeeded: IndexIntervals
  /** Undefined unless each index has its own limit. */
  readonly failed?: IndexIntervals
  readonly toReplace: ReadonlyMap<number, Pod>
}

/** How a job and its pods stand, before anything is done about it. */
export interface JobView {
  readonly job: Job
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly ready: number
  readonly terminating: number
  readonly succeeded: number
  readonly failed: number
  readonly record: FailureRecord
  readonly indexes?: IndexView
}

/**
 * Counts a job's pods: what the status has counted already, and what it has not. Only `tracked` pods are
 * yet to be counted: they have the finalizer, and it is not known to be on its way off.
 */
export function viewJob(
  job: Job,
  pods: readonly Pod[],
  { settled, record }: { readonly settled: ReadonlySet<string>; readonly record: FailureRecord | undefined },
): JobView {
  const active = pods.filter(isActive)
  const { succeeded = [], failed = [] } = job.status?.uncountedTerminatedPods ?? {}
  const isNew = newlyFinished(job, settled)
  const newlySucceeded = pods.filter((pod) => hasSucceeded(pod) && isNew(pod, succeeded))
  const newlyFailed = pods.filter((pod) => hasFailed(pod, job) && isNew(pod, failed))
  const counting = newlyFailed.filter((pod) => judgeFailure(job.spec.podFailurePolicy, pod).counts)
  const indexes = isIndexed(job) ? viewIndexes(job, pods, active) : undefined
  const newSuccesses = succeeded.length + newlySucceeded.length
  return {
    ...{ job, pods, active },
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: indexes?.succeeded.total ?? (job.status?.succeeded ?? 0) + newSuccesses,
    failed: (job.status?.failed ?? 0) + failed.length + counting.length,
    record: nextFailureRecord(record, newlySucceeded, newlyFailed),
    ...(indexes ? { indexes } : {}),
  }
}

/** Whether a pod is in neither the counters nor among the uncounted of the status. */
function newlyFinished(
  job: Job,
  settled: ReadonlySet<string>,
): (pod: Pod, uncounted: readonly string[]) => boolean {
  return (pod, uncounted) => {
    const { uid } = pod.metadata
    if (!isTracked(pod) || settled.has(uid) || uncounted.includes(uid)) return false
    return !isIndexed(job) || indexOf(pod, job) !== undefined
  }
}

function viewIndexes(job: Job, pods: readonly Pod[], active: readonly Pod[]): IndexView {
  const counted = IndexIntervals.parse(job.status?.completedIndexes, job.spec.completions ?? 0)
  const fresh = pods.filter((pod) => hasSucceeded(pod) && isTracked(pod))
  const succeeded = counted.with(indexesOf(fresh, job))
  if (!limitsEachIndex(job)) return { counted, succeeded, toReplace: new Map() }
  const failed = failedIndexes(job, pods)
  const toReplace = podsToReplace(job, pods, { active, indexes: succeeded.union(failed) })
  return { counted, succeeded, failed, toReplace }
}
