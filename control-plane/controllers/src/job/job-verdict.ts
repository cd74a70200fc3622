import type { JobCondition } from '@knarr/api/batch/v1'
import type { Pod } from '@knarr/api/core/v1'
import { conditionOf, isConditionTrue } from '@knarr/controller'
import { hasFailed, isSuspended } from './job-pods.ts'
import type { JobView } from './job-view.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import { matchSuccessPolicy } from './success-policy.ts'

/** How a job ends, and why. */
export interface Verdict {
  readonly outcome: 'Complete' | 'Failed'
  readonly reason: string
  readonly message: string
}

export const completionsReached: Verdict = {
  outcome: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
}

/** The conditions that announce an outcome while pods are still being stopped. */
export const announcements = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' } as const

/** Whether the job is to be stopped, by what its status announced before or by its limits and policies. */
export function verdictOf(view: JobView, nowMs: number): Verdict | undefined {
  return (
    announced(view, 'Complete') ?? failureOf(view, nowMs) ?? indexFailureOf(view) ?? policySuccessOf(view)
  )
}

function announced({ job }: JobView, outcome: Verdict['outcome']): Verdict | undefined {
  const condition: JobCondition | undefined = conditionOf(job.status?.conditions, announcements[outcome])
  if (condition?.status !== 'True') return undefined
  return { outcome, reason: condition.reason ?? '', message: condition.message ?? '' }
}

function failureOf(view: JobView, nowMs: number): Verdict | undefined {
  return announced(view, 'Failed') ?? policyFailureOf(view) ?? limitFailureOf(view, nowMs)
}

function policyFailureOf({ job, pods }: JobView): Verdict | undefined {
  for (const pod of pods) {
    if (!hasFailed(pod, job)) continue
    const { failJobMessage } = judgeFailure(job.spec.podFailurePolicy, pod)
    if (failJobMessage) return failed('PodFailurePolicy', failJobMessage)
  }
  return undefined
}

function limitFailureOf(view: JobView, nowMs: number): Verdict | undefined {
  const { backoffLimit = 6 } = view.job.spec
  if (view.failed > backoffLimit || restartedTooOften(view, backoffLimit))
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  if (deadlineMs(view, nowMs) === 0)
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline')
  return undefined
}

/** How long the job may still be active; undefined if there is no deadline, or its clock stands still. */
export function deadlineMs({ job }: JobView, nowMs: number): number | undefined {
  const { activeDeadlineSeconds } = job.spec
  const { startTime, conditions } = job.status ?? {}
  if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined
  if (isSuspended(job) || isConditionTrue(conditions, 'Suspended')) return undefined
  return Math.max(0, Date.parse(startTime) + activeDeadlineSeconds * 1000 - nowMs)
}

/** Containers that restart in place are tried again without a new pod; their restarts count instead. */
function restartedTooOften({ job, pods }: JobView, limit: number): boolean {
  if (job.spec.template.spec?.restartPolicy !== 'OnFailure') return false
  const restarts = pods.reduce((sum, pod) => sum + restartsOf(pod), 0)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

function restartsOf({ status }: Pod): number {
  if (status?.phase !== 'Running' && status?.phase !== 'Pending') return 0
  const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  return statuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
}

function indexFailureOf({ job, indexes }: JobView): Verdict | undefined {
  if (!indexes?.failed) return undefined
  const { maxFailedIndexes, completions = 0 } = job.spec
  const count = indexes.failed.total
  if (maxFailedIndexes !== undefined && count > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return failed('MaxFailedIndexesExceeded', message)
  }
  if (count > 0 && count + indexes.succeeded.total >= completions)
    return failed('FailedIndexes', 'Job has failed indexes')
  return undefined
}

function policySuccessOf({ job, indexes }: JobView): Verdict | undefined {
  if (!indexes) return undefined
  const message = matchSuccessPolicy(job.spec.successPolicy, job.spec.completions ?? 0, indexes.succeeded)
  return message === undefined ? undefined : { outcome: 'Complete', reason: 'SuccessPolicy', message }
}

function failed(reason: string, message: string): Verdict {
  return { outcome: 'Failed', reason, message }
}
