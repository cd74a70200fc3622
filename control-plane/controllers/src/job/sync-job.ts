import type { Job } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import type { Expectations, ReconcileContext, Result } from '@knarr/controller'
import { cloneJson, timestamp } from '@knarr/machinery'
import { isReady } from '../pod/pod-state.ts'
import { createPods, deletePods, type PodWriter } from '../pod/write-pods.ts'
import { type FinalizerRemovals, removeTracking } from './finalizer-removals.ts'
import type { FailureRecord } from './job-backoff.ts'
import { jobPod } from './job-pod-template.ts'
import { isSuspended } from './job-pods.ts'
import { setSuspension, type Tally } from './job-status.ts'
import { completionsReached, deadlineMs, type Verdict, verdictOf } from './job-verdict.ts'
import { type JobView, viewJob } from './job-view.ts'
import { planPods } from './plan-pods.ts'
import { trackJob } from './track-job.ts'

/** What the controller remembers between reconciles, by the job's uid. */
export interface JobMemory {
  readonly expectations: Expectations
  readonly removals: FinalizerRemovals
  readonly records: Map<string, FailureRecord>
}

export interface JobSync {
  readonly job: Job
  readonly pods: readonly Pod[]
  /** Whether `pods` shows all that was done before. */
  readonly isCurrent: boolean
  readonly settled: ReadonlySet<string>
}

/** What acting on pods came to. */
interface Action {
  readonly tally: Tally
  readonly error?: unknown
  readonly waitMs?: number | undefined
}

/** Takes a job that is not finished one step further. */
export async function syncJob(
  { job: server, pods, isCurrent, settled }: JobSync,
  memory: JobMemory,
  context: ReconcileContext,
): Promise<Result> {
  const { uid } = server.metadata
  const { clock } = context
  const status = cloneJson(server.status ?? {})
  if (!status.startTime && !isSuspended(server)) status.startTime = timestamp(clock.now())
  const job = { ...server, status }
  const view = viewJob(job, pods, { settled, record: memory.records.get(uid) })
  const stop = verdictOf(view, clock.now())
  const mayManage = !stop && isCurrent && !job.metadata.deletionTimestamp
  const writer = { ...context, expectations: memory.expectations }
  const action = await act(view, { stop, mayManage }, writer)
  const verdict = stop ? whenStopped(stop, isCurrent, action.tally) : completionOf(view, action.tally)
  if (mayManage && !verdict) announceSuspension(job, context)
  await trackJob({ view, server, tally: action.tally, verdict, settled }, memory.removals, context)
  memory.records.set(uid, view.record)
  if (action.error) throw action.error
  return nextLook([action.waitMs, deadlineMs(view, clock.now())])
}

async function act(
  view: JobView,
  { stop, mayManage }: { readonly stop: Verdict | undefined; readonly mayManage: boolean },
  writer: PodWriter & Pick<ReconcileContext, 'clock'>,
): Promise<Action> {
  if (stop) return await removePods(view, view.active, writer)
  if (!mayManage) return { tally: tallyOf(view) }
  const plan = planPods(view, writer.clock.now())
  if (plan.remove.length > 0) {
    // Taking the finalizer off first keeps these pods out of the count of failures.
    return await removePods(view, plan.remove, writer, (pod) => removeTracking(writer.client, pod))
  }
  const drafts = plan.create.map((index) => {
    const replaced = index === undefined ? undefined : view.indexes?.toReplace.get(index)
    return jobPod(view.job, index, replaced)
  })
  const tally = tallyOf(view)
  if (drafts.length === 0) return { tally, waitMs: plan.waitMs }
  const { succeeded, error } = await createPods(view.job, drafts, writer)
  return { tally: { ...tally, active: tally.active + succeeded }, error, waitMs: plan.waitMs }
}

async function removePods(
  view: JobView,
  victims: readonly Pod[],
  writer: PodWriter,
  prepare?: (pod: Pod) => Promise<void>,
): Promise<Action> {
  const tally = tallyOf(view)
  if (victims.length === 0) return { tally }
  const { deleted, error } = await deletePods(view.job, victims, writer, prepare)
  return {
    error,
    tally: {
      active: tally.active - deleted.length,
      ready: tally.ready - deleted.filter(isReady).length,
      terminating: tally.terminating + deleted.length,
    },
  }
}

function tallyOf({ active, ready, terminating }: JobView): Tally {
  return { active: active.length, ready, terminating }
}

/** A job is over once no pod can be left that was not seen, and all that were seen have been stopped. */
function whenStopped(stop: Verdict, isCurrent: boolean, { active }: Tally): Verdict | undefined {
  return isCurrent && active === 0 ? stop : undefined
}

/** Without a number of completions, one success is enough, once the other pods have come to their end. */
function completionOf({ job, succeeded }: JobView, { active }: Tally): Verdict | undefined {
  const wanted = job.spec.completions
  const isEnough = wanted === undefined ? succeeded > 0 : succeeded >= wanted
  return isEnough && active === 0 ? completionsReached : undefined
}

function announceSuspension(job: Job, { clock, events }: ReconcileContext): void {
  const news = job.status && setSuspension(job.status, job, clock)
  if (news) events.event(job, { type: 'Normal', ...news })
}

function nextLook(waits: readonly (number | undefined)[]): Result {
  const known = waits.filter((ms) => ms !== undefined)
  return known.length > 0 ? { requeueAfterMs: Math.min(...known) } : {}
}
