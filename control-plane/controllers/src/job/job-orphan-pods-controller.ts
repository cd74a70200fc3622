import { jobs } from '@knarr/api/batch/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import { type Controller, controllerOf, type ReconcileContext } from '@knarr/controller'
import { keyOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { removeTracking } from './finalizer-removals.ts'
import { isJobFinished, isManagedElsewhere, isTracked } from './job-pods.ts'

const byJob = 'tracked pods by job'

/** Takes the tracking finalizer off pods that no job will count any more, so that they can be deleted. */
export function jobOrphanPodsController(): Controller {
  return {
    name: controllerNames.jobOrphanPods,
    eventSource: controllerNames.job,
    watches: pods,
    reads: [jobs],

    setup({ informer, lister, enqueue }) {
      informer(pods).addIndex(byJob, (pod) => (isTracked(pod) ? [controllerOf(pod)?.uid ?? ''] : []))
      const wakePods = (uid: string): void => {
        for (const pod of lister.byIndex(pods, byJob, uid)) enqueue(keyOf(pod))
      }
      informer(jobs).addHandler({
        onUpdate(job) {
          if (isJobFinished(job)) wakePods(job.metadata.uid)
        },
        onDelete: ({ metadata }) => wakePods(metadata.uid),
      })
    },

    async reconcile(key, context) {
      const pod = context.lister.get(pods, key)
      if (pod && isTracked(pod) && isLeftOver(pod, context)) await removeTracking(context.client, pod)
      return undefined
    },
  }
}

function isLeftOver(pod: Pod, { lister }: ReconcileContext): boolean {
  const owner = controllerOf(pod)
  if (!owner) return true
  if (owner.kind !== jobs.kind || !owner.apiVersion.startsWith(`${jobs.group}/`)) return false
  const job = lister.get(jobs, { namespace: pod.metadata.namespace ?? '', name: owner.name })
  if (job?.metadata.uid !== owner.uid) return true
  return isJobFinished(job) && !isManagedElsewhere(job)
}
