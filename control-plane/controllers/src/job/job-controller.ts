import { type Job, jobs } from '@knarr/api/batch/v1'
import { pods } from '@knarr/api/core/v1'
import { type Controller, Expectations } from '@knarr/controller'
import { type Clock, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { claimPods, followPods, type PodOwners } from '../pod/claim-pods.ts'
import { FinalizerRemovals } from './finalizer-removals.ts'
import { isJobFinished, isManagedElsewhere, trackingFinalizer } from './job-pods.ts'
import { type JobMemory, syncJob } from './sync-job.ts'

const owners: PodOwners<Job> = {
  name: controllerNames.job,
  resource: jobs,
  selectorOf: ({ spec }) => selectorOf(spec.selector),
}

/** Runs pods until a job has as many successes as it wants, or has failed. */
export function jobController(clock: Clock): Controller {
  const memory: JobMemory = {
    expectations: new Expectations(clock),
    removals: new FinalizerRemovals(),
    records: new Map(),
  }
  return {
    name: controllerNames.job,
    watches: jobs,
    owns: [pods],

    setup(context) {
      followPods(owners, context, memory.expectations)
      memory.removals.observe(context)
      context.informer(jobs).addHandler({
        onDelete({ metadata }) {
          memory.removals.forgetJob(metadata.uid)
          memory.records.delete(metadata.uid)
        },
      })
    },

    async reconcile(key, context) {
      const job = context.lister.get(jobs, key)
      if (!job || isManagedElsewhere(job)) return undefined
      const { uid } = job.metadata
      if (isJobFinished(job)) {
        memory.records.delete(uid)
        return undefined
      }
      const isCurrent = memory.expectations.satisfied(uid)
      const settled = memory.removals.of(uid)
      const claimed = await claimPods(job, owners, context, { adoptionFinalizers: [trackingFinalizer] })
      return await syncJob({ job, pods: claimed, isCurrent, settled }, memory, context)
    },
  }
}
