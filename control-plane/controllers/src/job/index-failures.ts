import type { Job } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import { annotations } from '../well-known.ts'
import { IndexIntervals } from './index-intervals.ts'
import { remainingBackoffMs } from './job-backoff.ts'
import { finishedMs, hasFailed, indexesOf, indexOf, isTracked } from './job-pods.ts'
import { judgeFailure } from './pod-failure-policy.ts'

const { jobIndexFailureCount, jobIndexIgnoredFailureCount } = annotations

/** Whether each index has a limit of its own. */
export function limitsEachIndex({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed' && spec.backoffLimitPerIndex !== undefined
}

/** The indexes that failed for good: those of the status, and those of pods not counted yet. */
export function failedIndexes(job: Job, pods: readonly Pod[]): IndexIntervals {
  const known = IndexIntervals.parse(job.status?.failedIndexes, job.spec.completions ?? 0)
  const failed = pods.filter((pod) => isTracked(pod) && failsItsIndex(job, pod))
  return known.with(indexesOf(failed, job))
}

function failsItsIndex(job: Job, pod: Pod): boolean {
  if (!hasFailed(pod, job)) return false
  const { action, counts } = judgeFailure(job.spec.podFailurePolicy, pod)
  if (action === 'FailIndex') return true
  return counts && countOf(pod, jobIndexFailureCount) >= (job.spec.backoffLimitPerIndex ?? 0)
}

/**
 * By index, the failed pod that is to be replaced. It keeps its finalizer until its replacement is there,
 * since its annotations are where the index's failures are counted.
 */
export function podsToReplace(
  job: Job,
  pods: readonly Pod[],
  settled: { readonly active: readonly Pod[]; readonly indexes: IndexIntervals },
): ReadonlyMap<number, Pod> {
  const done = settled.indexes.with(indexesOf(settled.active, job))
  const result = new Map<number, Pod>()
  for (const pod of pods) {
    const index = indexOf(pod, job)
    if (index === undefined || done.has(index) || !isTracked(pod) || !hasFailed(pod, job)) continue
    const other = result.get(index)
    if (!other || allFailures(other) <= allFailures(pod)) result.set(index, pod)
  }
  return result
}

/** The annotations a pod gets that replaces `failed`, or is the first of its index. */
export function failureCountAnnotations(job: Job, failed: Pod | undefined): Record<string, string> {
  const isCounted = failed !== undefined && judgeFailure(job.spec.podFailurePolicy, failed).counts
  const isIgnored = failed !== undefined && !isCounted
  const counted = countOf(failed, jobIndexFailureCount) + Number(isCounted)
  const ignored = countOf(failed, jobIndexIgnoredFailureCount) + Number(isIgnored)
  return {
    [jobIndexFailureCount]: String(counted),
    ...(ignored > 0 ? { [jobIndexIgnoredFailureCount]: String(ignored) } : {}),
  }
}

/** How long until the failed pod's index may be tried again. */
export function indexBackoffMs(failed: Pod | undefined, nowMs: number): number {
  if (!failed) return 0
  return remainingBackoffMs({ failures: allFailures(failed) + 1, lastFailureMs: finishedMs(failed) }, nowMs)
}

function allFailures(pod: Pod): number {
  return countOf(pod, jobIndexFailureCount) + countOf(pod, jobIndexIgnoredFailureCount)
}

function countOf(pod: Pod | undefined, annotation: string): number {
  const count = Number(pod?.metadata.annotations?.[annotation] ?? 0)
  return Number.isInteger(count) && count >= 0 ? count : 0
}
