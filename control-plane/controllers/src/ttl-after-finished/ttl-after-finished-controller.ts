import { type Job, jobs } from '@knarr/api/batch/v1'
import type { Controller, ReconcileContext, Result } from '@knarr/controller'
import { hasReason, type ObjectKey } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'

/** Deletes finished jobs, and their pods, once they have been kept for as long as they ask for. */
export function ttlAfterFinishedController(): Controller {
  return {
    name: controllerNames.ttlAfterFinished,
    watches: jobs,

    async reconcile(key, context) {
      const job = context.lister.get(jobs, key)
      const waitMs = job && remainingMs(job, context.clock.now())
      if (waitMs === undefined) return undefined
      return waitMs > 0 ? { requeueAfterMs: waitMs } : await deleteIfStillDue(key, context)
    },
  }
}

/** Looks at the server before it deletes: the job may have been given more time. */
async function deleteIfStillDue(
  key: ObjectKey,
  { client, clock }: ReconcileContext,
): Promise<Result | undefined> {
  try {
    const fresh = await client.get(jobs, key)
    const waitMs = remainingMs(fresh, clock.now())
    if (waitMs === undefined) return undefined
    if (waitMs > 0) return { requeueAfterMs: waitMs }
    const preconditions = { uid: fresh.metadata.uid }
    await client.delete(jobs, key, { propagationPolicy: 'Foreground', preconditions })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
  return undefined
}

/** Undefined for jobs that stay, or are not finished, or are being deleted already. */
function remainingMs({ metadata, spec, status }: Job, nowMs: number): number | undefined {
  const { ttlSecondsAfterFinished } = spec
  const finished = status?.conditions?.find(
    ({ type, status: is }) => is === 'True' && (type === 'Complete' || type === 'Failed'),
  )
  if (ttlSecondsAfterFinished === undefined || !finished?.lastTransitionTime || metadata.deletionTimestamp)
    return undefined
  return Math.max(0, Date.parse(finished.lastTransitionTime) + ttlSecondsAfterFinished * 1000 - nowMs)
}
