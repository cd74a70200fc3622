import { type CronJob, type Job, jobs } from '@knarr/api/batch/v1'
import { isControlledBy, type ReconcileContext } from '@knarr/controller'
import { hasReason, keyOf, timestamp } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { type CronSchedule, parseSchedule } from './cron-schedule.ts'
import { type CronJobDraft, deleteJob, isActiveIn, jobAt, jobNameAt, referenceTo } from './cronjob-jobs.ts'
import { ZoneClock } from './local-time.ts'
import { type DueRun, dueRun, waitForNextMs } from './missed-runs.ts'

/** Starts the run that is due, if one is and may be; resolves with how long until the next. */
export async function startDueJob(
  draft: CronJobDraft,
  context: ReconcileContext,
): Promise<number | undefined> {
  const { cronJob, status } = draft
  const nowMs = context.clock.now()
  const planned = planRun(cronJob, nowMs, context)
  if (!planned) return undefined
  const { schedule, run } = planned
  if (run && mayStart(draft, run, context)) await startJob(draft, run.atMs, context)
  return waitForNextMs({ ...cronJob, status }, schedule, nowMs)
}

interface PlannedRun {
  readonly schedule: CronSchedule
  readonly run: DueRun | undefined
}

/** Undefined if the cron job says nothing that can be understood; then there is nothing to wait for. */
function planRun(cronJob: CronJob, nowMs: number, { events }: ReconcileContext): PlannedRun | undefined {
  const { schedule: text, timeZone } = cronJob.spec
  const warn = (reason: string, message: string): undefined => {
    events.event(cronJob, { type: 'Warning', reason, message })
  }
  if (timeZone !== undefined && !isZone(timeZone)) {
    const message = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`
    return warn(eventReasons.unknownTimeZone, message)
  }
  let schedule: CronSchedule
  try {
    schedule = parseSchedule(text, timeZone)
  } catch (error) {
    const message = `unparseable schedule: ${JSON.stringify(text)} : ${(error as Error).message}`
    return warn(eventReasons.unparseableSchedule, message)
  }
  try {
    return { schedule, run: dueRun(cronJob, schedule, nowMs) }
  } catch (error) {
    return warn(eventReasons.invalidSchedule, `invalid schedule: ${text} : ${(error as Error).message}`)
  }
}

function isZone(name: string): boolean {
  try {
    new ZoneClock(name)
    return true
  } catch {
    return false
  }
}

function mayStart({ cronJob, status }: CronJobDraft, run: DueRun, context: ReconcileContext): boolean {
  const { events, clock } = context
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec
  if (run.isOneOfMany) {
    const message =
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
    events.event(cronJob, { type: 'Warning', reason: eventReasons.tooManyMissedTimes, message })
  }
  if (startingDeadlineSeconds !== undefined && run.atMs + startingDeadlineSeconds * 1000 < clock.now()) {
    const when = new Date(run.atMs).toUTCString().replace('GMT', '+0000')
    const message = `Missed scheduled time to start a job: ${when}`
    events.event(cronJob, { type: 'Warning', reason: eventReasons.missSchedule, message })
    return false
  }
  const name = jobNameAt(cronJob, run.atMs)
  if (status.active?.some((reference) => reference.name === name)) return false
  if (status.lastScheduleTime && Date.parse(status.lastScheduleTime) === run.atMs) return false
  if (concurrencyPolicy !== 'Forbid' || !status.active?.length) return true
  const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
  events.event(cronJob, { type: 'Normal', reason: eventReasons.jobAlreadyActive, message })
  return false
}

async function startJob(draft: CronJobDraft, atMs: number, context: ReconcileContext): Promise<void> {
  const { cronJob, status } = draft
  if (cronJob.spec.concurrencyPolicy === 'Replace') await deleteActive(draft, context)
  const job = await createJob(cronJob, atMs, context)
  if (!job || !isControlledBy(job, cronJob) || isActiveIn(status, job.metadata.uid)) return
  status.active = [...(status.active ?? []), referenceTo(job)]
  status.lastScheduleTime = timestamp(atMs)
}

async function deleteActive(draft: CronJobDraft, context: ReconcileContext): Promise<void> {
  for (const { namespace = '', name = '' } of draft.status.active ?? []) {
    const job = await context.client.get(jobs, { namespace, name })
    await deleteJob(draft, job, context)
  }
}

/** The job of that time, also if it is there already; undefined in a namespace that is going away. */
async function createJob(
  cronJob: CronJob,
  atMs: number,
  { client, events }: ReconcileContext,
): Promise<Job | undefined> {
  const wanted = jobAt(cronJob, atMs)
  try {
    const job = await client.create(jobs, wanted)
    const message = `Created job ${job.metadata.name}`
    events.event(cronJob, { type: 'Normal', reason: eventReasons.successfulCreate, message })
    return job
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined
    if (hasReason(error, 'AlreadyExists'))
      return await client.get(jobs, { ...keyOf(cronJob), name: jobNameAt(cronJob, atMs) })
    const message = `Error creating job: ${error instanceof Error ? error.message : String(error)}`
    events.event(cronJob, { type: 'Warning', reason: eventReasons.failedCreate, message })
    throw error
  }
}
