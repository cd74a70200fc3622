import type { Job, JobCondition, JobStatus } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import { conditionOf, setCondition } from '@knarr/controller'
import { type Clock, timestamp } from '@knarr/machinery'
import { hasFailed, hasSucceeded, indexesOf, indexOf, isIndexed } from './job-pods.ts'
import { announcements, type Verdict } from './job-verdict.ts'
import type { JobView } from './job-view.ts'
import { judgeFailure } from './pod-failure-policy.ts'

/** How many pods are left active, ready and terminating once this reconcile has acted. */
export interface Tally {
  readonly active: number
  readonly ready: number
  readonly terminating: number
}

/** Sets the condition and says whether that changed anything; one that would only be False is left out. */
export function ensureCondition(
  status: JobStatus,
  condition: Omit<JobCondition, 'lastProbeTime' | 'lastTransitionTime'>,
  clock: Clock,
): boolean {
  const old = conditionOf(status.conditions, condition.type)
  if (!old && condition.status === 'False') return false
  const lastProbeTime = timestamp(clock.now())
  const isSame = (['status', 'reason', 'message'] as const).every((key) => old?.[key] === condition[key])
  if (isSame) return false
  status.conditions = setCondition(status.conditions, { ...condition, lastProbeTime }, clock)
  return true
}

/** Notes the verdict while pods are still being stopped and counted. */
export function announce(status: JobStatus, verdict: Verdict, clock: Clock): void {
  const { outcome, reason, message } = verdict
  const type = announcements[outcome]
  if (conditionOf(status.conditions, type)?.status === 'True') return
  ensureCondition(status, { type, status: 'True', reason, message }, clock)
}

/** Writes the verdict's own condition, and when a job was completed. */
export function finish(status: JobStatus, { outcome, reason, message }: Verdict, clock: Clock): void {
  ensureCondition(status, { type: outcome, status: 'True', reason, message }, clock)
  if (outcome === 'Complete') status.completionTime = timestamp(clock.now())
}

export function setTally(status: JobStatus, { active, ready, terminating }: Tally): void {
  setCount(status, 'active', active)
  status.ready = ready
  status.terminating = terminating
}

/** Moves the uncounted pods that have lost their finalizer into the counters. */
export function settleUncounted(status: JobStatus, tracked: ReadonlySet<string>): void {
  const uncounted = status.uncountedTerminatedPods ?? {}
  status.uncountedTerminatedPods = uncounted
  for (const key of ['succeeded', 'failed'] as const) {
    const uids = uncounted[key] ?? []
    const waiting = uids.filter((uid) => tracked.has(uid))
    setCount(status, key, (status[key] ?? 0) + uids.length - waiting.length)
    if (waiting.length > 0) uncounted[key] = waiting
    else delete uncounted[key]
  }
}

export function hasUncounted({ uncountedTerminatedPods: uncounted }: JobStatus): boolean {
  return Boolean(uncounted?.succeeded?.length || uncounted?.failed?.length)
}

/** Notes a finished pod, so that it counts once its finalizer is off; indexes are kept by {@link setIndexes}. */
export function noteFinished(
  status: JobStatus,
  { job }: JobView,
  pod: Pod,
  verdict: Verdict | undefined,
): void {
  const { uid } = pod.metadata
  const uncounted = status.uncountedTerminatedPods ?? {}
  if (hasSucceeded(pod) && !uncounted.failed?.includes(uid)) {
    if (!isIndexed(job)) addOnce(uncounted, 'succeeded', uid)
    return
  }
  const isCutOff = verdict?.outcome === 'Failed'
  if (!isCutOff && !hasFailed(pod, job)) return
  if (isIndexed(job) && indexOf(pod, job) === undefined) return
  if (judgeFailure(job.spec.podFailurePolicy, pod).counts) addOnce(uncounted, 'failed', uid)
}

/** Writes the indexes, the succeeded ones with those of the pods counted now. */
export function setIndexes(status: JobStatus, { job, indexes }: JobView, counting: readonly Pod[]): void {
  if (!indexes) return
  const succeeded = indexes.counted.with(indexesOf(counting.filter(hasSucceeded), job))
  setCount(status, 'succeeded', succeeded.total)
  if (succeeded.total > 0) status.completedIndexes = String(succeeded)
  else delete status.completedIndexes
  if (indexes.failed) status.failedIndexes = String(indexes.failed)
}

function addOnce(
  uncounted: NonNullable<JobStatus['uncountedTerminatedPods']>,
  key: 'succeeded' | 'failed',
  uid: string,
): void {
  const uids = uncounted[key] ?? []
  if (!uids.includes(uid)) uncounted[key] = [...uids, uid]
}

function setCount(status: JobStatus, key: 'active' | 'succeeded' | 'failed', count: number): void {
  if (count > 0) status[key] = count
  else delete status[key]
}

/** Suspends or resumes the clock of the job; the event's reason and message if that is news. */
export function setSuspension(
  status: JobStatus,
  { spec }: Job,
  clock: Clock,
): { readonly reason: string; readonly message: string } | undefined {
  const [verb, isTrue] = spec.suspend ? ['Suspended', 'True'] : ['Resumed', 'False']
  const message = spec.suspend ? 'Job suspended' : 'Job resumed'
  const condition = { type: 'Suspended', status: isTrue as string, reason: `Job${verb}`, message }
  if (!ensureCondition(status, condition, clock)) return undefined
  if (!spec.suspend) status.startTime = timestamp(clock.now())
  return { reason: verb as string, message }
}
