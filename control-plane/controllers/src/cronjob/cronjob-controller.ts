import { type CronJob, cronJobs, jobs } from '@knarr/api/batch/v1'
import { type Controller, controllerOf, type ReconcileContext } from '@knarr/controller'
import { cloneJson, deepEqual } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { type CronJobDraft, followJobs, trimHistory } from './cronjob-jobs.ts'
import { startDueJob } from './start-job.ts'

const byCronJob = controllerNames.cronJob

/** Creates jobs when their time has come. */
export function cronJobController(): Controller {
  return {
    name: controllerNames.cronJob,
    watches: cronJobs,
    owns: [jobs],

    setup({ informer }) {
      informer(jobs).addIndex(byCronJob, (job) => {
        const owner = controllerOf(job)
        return owner ? [owner.uid] : []
      })
    },

    async reconcile(key, context) {
      const cronJob = context.lister.get(cronJobs, key)
      if (!cronJob) return undefined
      const draft = { cronJob, status: cloneJson(cronJob.status ?? {}) }
      const owned = context.lister.byIndex(jobs, byCronJob, cronJob.metadata.uid)
      await trimHistory(draft, owned, context)
      await followJobs(draft, owned, context)
      const isIdle = cronJob.metadata.deletionTimestamp !== undefined || cronJob.spec.suspend === true
      try {
        const waitMs = isIdle ? undefined : await startDueJob(draft, context)
        return waitMs === undefined ? undefined : { requeueAfterMs: waitMs }
      } finally {
        await writeStatus(draft, context)
      }
    },
  }
}

async function writeStatus({ cronJob, status }: CronJobDraft, { client }: ReconcileContext): Promise<void> {
  if (deepEqual(cronJob.status ?? {}, status)) return
  await client.updateStatus<CronJob>(cronJobs, { ...cronJob, status })
}
