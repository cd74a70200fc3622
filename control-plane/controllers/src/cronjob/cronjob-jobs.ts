import { type CronJob, type CronJobStatus, cronJobs, type Job, jobs } from '@knarr/api/batch/v1'
import type { ObjectReference } from '@knarr/api/core/v1'
import { controllerRef, isConditionTrue, type ReconcileContext } from '@knarr/controller'
import { cloneJson, type Draft, hasReason, keyOf } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { isJobFinished } from '../job/job-pods.ts'
import { annotations } from '../well-known.ts'
import { ZoneClock } from './local-time.ts'

/** A cron job with a status that is still to be written. */
export interface CronJobDraft {
  readonly cronJob: CronJob
  readonly status: CronJobStatus
}

export function isActiveIn({ active = [] }: CronJobStatus, uid: string): boolean {
  return active.some((reference) => reference.uid === uid)
}

export function forgetActive(status: CronJobStatus, uid: string): void {
  const left = (status.active ?? []).filter((reference) => reference.uid !== uid)
  if (left.length > 0) status.active = left
  else delete status.active
}

/** Named for its minute, so that no run is started twice. */
export function jobNameAt({ metadata }: CronJob, atMs: number): string {
  return `${metadata.name}-${Math.trunc(atMs / 60_000)}`
}

export function jobAt(cronJob: CronJob, atMs: number): Draft<Job> {
  const { metadata = {}, spec } = cronJob.spec.jobTemplate
  const scheduled = new ZoneClock(cronJob.spec.timeZone).text(atMs)
  return {
    metadata: {
      name: jobNameAt(cronJob, atMs),
      namespace: cronJob.metadata.namespace ?? '',
      labels: { ...metadata.labels },
      annotations: { ...metadata.annotations, [annotations.cronJobScheduledTimestamp]: scheduled },
      ownerReferences: [controllerRef(cronJob, cronJobs)],
    },
    spec: cloneJson(spec ?? { template: {} }),
  }
}

export function referenceTo({ metadata }: Job): ObjectReference {
  const { name, namespace = '', uid, resourceVersion } = metadata
  return { kind: jobs.kind, apiVersion: 'batch/v1', name, namespace, uid, resourceVersion }
}

/** Deletes a job with its pods, and forgets that it was active; says so either way. */
export async function deleteJob(
  { cronJob, status }: CronJobDraft,
  job: Job,
  { client, events }: ReconcileContext,
): Promise<void> {
  const { name, uid } = job.metadata
  try {
    await client.delete(jobs, keyOf(job), { propagationPolicy: 'Background', preconditions: { uid } })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) {
      const message = `Deleted job: ${error instanceof Error ? error.message : String(error)}`
      events.event(cronJob, { type: 'Warning', reason: eventReasons.failedDelete, message })
      throw error
    }
  }
  forgetActive(status, uid)
  const message = `Deleted job ${name}`
  events.event(cronJob, { type: 'Normal', reason: eventReasons.successfulDelete, message })
}

/** Deletes the oldest finished jobs beyond what the history may hold. */
export async function trimHistory(
  draft: CronJobDraft,
  owned: readonly Job[],
  context: ReconcileContext,
): Promise<void> {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = draft.cronJob.spec
  const succeeded = owned.filter(({ status }) => isConditionTrue(status?.conditions, 'Complete'))
  const failed = owned.filter(({ status }) => isConditionTrue(status?.conditions, 'Failed'))
  const surplus = [
    ...oldest(succeeded, successfulJobsHistoryLimit),
    ...oldest(failed, failedJobsHistoryLimit),
  ]
  for (const job of surplus) {
    if (!job.metadata.deletionTimestamp) await deleteJob(draft, job, context).catch(() => {})
  }
}

function oldest(finished: readonly Job[], limit = finished.length): readonly Job[] {
  const startMs = ({ status, metadata }: Job): number =>
    Date.parse(status?.startTime ?? metadata.creationTimestamp ?? '') || 0
  const byAge = finished.toSorted(
    (a, b) => startMs(a) - startMs(b) || (a.metadata.name < b.metadata.name ? -1 : 1),
  )
  return byAge.slice(0, Math.max(0, byAge.length - limit))
}

/** Brings the list of active jobs up to what became of them. */
export async function followJobs(
  draft: CronJobDraft,
  owned: readonly Job[],
  context: ReconcileContext,
): Promise<void> {
  for (const job of owned) {
    if (isActiveIn(draft.status, job.metadata.uid)) forgetIfFinished(draft, job, context)
    else if (!isJobFinished(job)) await reportUnexpected(draft, job, context)
    noteSuccess(draft.status, job)
  }
  await forgetMissing(draft, owned, context)
}

function forgetIfFinished({ cronJob, status }: CronJobDraft, job: Job, { events }: ReconcileContext): void {
  if (!isJobFinished(job)) return
  forgetActive(status, job.metadata.uid)
  const outcome = isConditionTrue(job.status?.conditions, 'Complete') ? 'Complete' : 'Failed'
  const message = `Saw completed job: ${job.metadata.name}, condition: ${outcome}`
  events.event(cronJob, { type: 'Normal', reason: eventReasons.sawCompletedJob, message })
}

async function reportUnexpected(
  { cronJob }: CronJobDraft,
  job: Job,
  context: ReconcileContext,
): Promise<void> {
  const { name, uid } = job.metadata
  if (await isActiveOnServer(cronJob, uid, context)) return
  const message = `Saw a job that the controller did not create or forgot: ${name}`
  context.events.event(cronJob, { type: 'Warning', reason: eventReasons.unexpectedJob, message })
}

async function isActiveOnServer(
  cronJob: CronJob,
  uid: string,
  { client }: ReconcileContext,
): Promise<boolean> {
  const fresh = await client.get(cronJobs, keyOf(cronJob))
  return isActiveIn(fresh.status ?? {}, uid)
}

function noteSuccess(status: CronJobStatus, job: Job): void {
  const { completionTime, conditions } = job.status ?? {}
  if (!completionTime || !isConditionTrue(conditions, 'Complete')) return
  const known = status.lastSuccessfulTime
  if (!known || Date.parse(completionTime) > Date.parse(known)) status.lastSuccessfulTime = completionTime
}

async function forgetMissing(
  { cronJob, status }: CronJobDraft,
  owned: readonly Job[],
  { client, events }: ReconcileContext,
): Promise<void> {
  for (const { namespace = '', name = '', uid = '' } of status.active ?? []) {
    if (owned.some(({ metadata }) => metadata.uid === uid)) continue
    try {
      await client.get(jobs, { namespace, name })
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
      const message = `Active job went missing: ${name}`
      events.event(cronJob, { type: 'Normal', reason: eventReasons.missingJob, message })
      forgetActive(status, uid)
    }
  }
}
