import { type Job, type JobStatus, jobs } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import type { ReconcileContext } from '@knarr/controller'
import { cloneJson, deepEqual } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import type { FinalizerRemovals } from './finalizer-removals.ts'
import { hasFailed, hasSucceeded, indexOf, isTracked } from './job-pods.ts'
import {
  announce,
  finish,
  hasUncounted,
  noteFinished,
  setIndexes,
  setTally,
  settleUncounted,
  type Tally,
} from './job-status.ts'
import type { Verdict } from './job-verdict.ts'
import type { JobView } from './job-view.ts'

/** How many finished pods one reconcile counts at most, so that the status stays small. */
const maxUncounted = 500

/** What a reconcile found and did, to be written down. */
export interface Tracked {
  /** With the status as this reconcile has changed it so far. */
  readonly view: JobView
  /** As the server has it. */
  readonly server: Job
  readonly tally: Tally
  readonly verdict: Verdict | undefined
  /** Pods whose finalizer is known to be off, whatever the lister says. */
  readonly settled: ReadonlySet<string>
}

/**
 * Counts finished pods exactly once, in three steps that may be interrupted anywhere: their uids go into
 * the status; their finalizers come off; the uids turn into numbers. Then the job may be finished.
 */
export async function trackJob(
  tracked: Tracked,
  removals: FinalizerRemovals,
  context: ReconcileContext,
): Promise<void> {
  const { view, tally, verdict, settled } = tracked
  const status = cloneJson(view.job.status ?? {})
  setTally(status, tally)
  const withFinalizer = view.pods.filter((pod) => isTracked(pod) && !settled.has(pod.metadata.uid))
  const waiting = new Set(withFinalizer.map(({ metadata }) => metadata.uid))
  settleUncounted(status, waiting)
  const { counting, isCutShort } = countPods(status, tracked, withFinalizer)
  setIndexes(status, view, counting)
  if (verdict) announce(status, verdict, context.clock)
  const server = await writeStatus(tracked.server, status, context)
  const { freed, error } = await removals.remove(context.client, view.job.metadata.uid, counting)
  for (const { metadata } of freed) waiting.delete(metadata.uid)
  settleUncounted(status, waiting)
  const isFinished = !isCutShort && !error && tally.terminating === 0 && !hasUncounted(status)
  if (verdict && isFinished) finish(status, verdict, context.clock)
  const written = await writeStatus(server, status, context)
  if (error) throw error
  if (verdict && isFinished) announceFinished(written, verdict, context)
}

/** Notes pods in the status until there are too many; resolves with those whose finalizer may come off. */
function countPods(
  status: JobStatus,
  { view, verdict }: Tracked,
  withFinalizer: readonly Pod[],
): { readonly counting: readonly Pod[]; readonly isCutShort: boolean } {
  const counting: Pod[] = []
  for (const pod of withFinalizer.toSorted(byIndex(view.job))) {
    if (!isDone(pod, view, verdict)) continue
    if (counting.length >= maxUncounted) return { counting, isCutShort: true }
    counting.push(pod)
    noteFinished(status, view, pod, verdict)
  }
  return { counting, isCutShort: false }
}

/** Whether the pod needs to be kept no longer. */
function isDone(pod: Pod, { job, indexes }: JobView, verdict: Verdict | undefined): boolean {
  if (job.metadata.deletionTimestamp || verdict || hasSucceeded(pod)) return true
  if (!hasFailed(pod, job)) return false
  const index = indexOf(pod, job)
  return index === undefined || indexes?.toReplace.get(index)?.metadata.uid !== pod.metadata.uid
}

function byIndex(job: Job): (a: Pod, b: Pod) => number {
  return (a, b) => (indexOf(a, job) ?? -1) - (indexOf(b, job) ?? -1)
}

async function writeStatus(server: Job, status: JobStatus, { client }: ReconcileContext): Promise<Job> {
  if (deepEqual(server.status, status)) return server
  return await client.updateStatus(jobs, { ...server, status: cloneJson(status) })
}

function announceFinished(job: Job, { outcome, reason, message }: Verdict, context: ReconcileContext): void {
  const { events } = context
  if (outcome === 'Failed') {
    events.event(job, { type: 'Warning', reason, message })
    return
  }
  if ((job.status?.succeeded ?? 0) > (job.spec.completions ?? Number.POSITIVE_INFINITY)) {
    const tooMany = 'Too many succeeded pods running after completion count reached'
    events.event(job, { type: 'Warning', reason: eventReasons.tooManySucceededPods, message: tooMany })
  }
  events.event(job, { type: 'Normal', reason: eventReasons.completed, message: 'Job completed' })
}
