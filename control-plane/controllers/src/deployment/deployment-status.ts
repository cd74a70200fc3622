import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '@knarr/api/apps/v1'
import { conditionOf, removeCondition } from '@knarr/controller'
import { type Clock, timestamp } from '@knarr/machinery'
import { boundsOf, totalReplicas, wantedReplicas } from './rolling-update.ts'

/** What one reconcile saw. */
export interface Rollout {
  readonly deployment: Deployment
  readonly newSet: ReplicaSet | undefined
  readonly oldSets: readonly ReplicaSet[]
}

/** A reason for the Progressing condition, set where it happened. */
export interface Progress {
  readonly reason: string
  readonly message: string
}

type Conditions = readonly DeploymentCondition[]

const total = (
  sets: readonly ReplicaSet[],
  count: 'replicas' | 'readyReplicas' | 'availableReplicas',
): number => sets.reduce((sum, { status }) => sum + (status?.[count] ?? 0), 0)

/** The counts and the Available condition; Progressing is left as it is. */
export function observedStatus(rollout: Rollout, clock: Clock): DeploymentStatus {
  const { deployment, newSet, oldSets } = rollout
  const all = newSet ? [...oldSets, newSet] : oldSets
  const available = total(all, 'availableReplicas')
  const counts = {
    replicas: total(all, 'replicas'),
    updatedReplicas: total(newSet ? [newSet] : [], 'replicas'),
    readyReplicas: total(all, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalReplicas(all) - available),
  }
  const status: DeploymentStatus = {
    ...deployment.status,
    observedGeneration: deployment.metadata.generation ?? 0,
  }
  const terminating = terminatingOf(all)
  if (terminating === undefined) delete status.terminatingReplicas
  else status.terminatingReplicas = terminating
  for (const [name, count] of Object.entries(counts) as [keyof typeof counts, number][]) {
    if (count > 0) status[name] = count
    else delete status[name]
  }
  status.conditions = [...availability(deployment, available, clock)]
  return status
}

/** Unknown as long as one set does not say. */
function terminatingOf(sets: readonly ReplicaSet[]): number | undefined {
  const counts = sets.map(({ status }) => status?.terminatingReplicas)
  return counts.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  )
}

function availability(deployment: Deployment, available: number, clock: Clock): Conditions {
  const isEnough = available >= wantedReplicas(deployment) - boundsOf(deployment).maxUnavailable
  return updated(
    deployment.status?.conditions,
    {
      type: 'Available',
      status: isEnough ? 'True' : 'False',
      reason: isEnough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: isEnough
        ? 'Deployment has minimum availability.'
        : 'Deployment does not have minimum availability.',
    },
    clock,
  )
}

type NewCondition = Omit<DeploymentCondition, 'lastUpdateTime' | 'lastTransitionTime'>

/** Sets a condition unless one of the same status and reason is there already; the message does not count. */
function updated(conditions: Conditions = [], condition: NewCondition, clock: Clock): Conditions {
  const old = conditionOf(conditions, condition.type)
  const isKnown = old?.status === condition.status && old.reason === condition.reason
  return isKnown ? conditions : touched(conditions, condition, clock)
}

/** Sets a condition as seen now; its transition time moves with the status only. */
function touched(conditions: Conditions, condition: NewCondition, clock: Clock): Conditions {
  const old = conditionOf(conditions, condition.type)
  const lastUpdateTime = timestamp(clock.now())
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : lastUpdateTime
  return [
    ...removeCondition(conditions, condition.type),
    { ...condition, lastUpdateTime, ...(lastTransitionTime ? { lastTransitionTime } : {}) },
  ]
}

/** Whether every replica is new, available, and no old one is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment)
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

function isProgressing(deployment: Deployment, status: DeploymentStatus): boolean {
  const before = deployment.status ?? {}
  const old = (s: DeploymentStatus): number => (s.replicas ?? 0) - (s.updatedReplicas ?? 0)
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(status) < old(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

/** The whole status of a roll-out (upstream's syncRolloutStatus). */
export function rolloutStatus(rollout: Rollout, clock: Clock): DeploymentStatus {
  const { deployment, newSet, oldSets } = rollout
  const status = observedStatus(rollout, clock)
  if (hasDeadline(deployment)) status.conditions = [...progress(rollout, status, clock)]
  const sets = newSet ? [newSet, ...oldSets] : oldSets
  const failed = sets.map((set) => conditionOf(set.status?.conditions, 'ReplicaFailure')).find(Boolean)
  if (failed) {
    const { status: value, reason = '', message = '', lastTransitionTime: time } = failed
    const failure = { type: 'ReplicaFailure', status: value, reason, message }
    const times = time ? { lastTransitionTime: time, lastUpdateTime: time } : {}
    const old = conditionOf(status.conditions, 'ReplicaFailure')
    if (old?.status !== value || old.reason !== reason)
      status.conditions = [
        ...removeCondition(status.conditions ?? [], 'ReplicaFailure'),
        { ...failure, ...times },
      ]
  } else status.conditions = [...removeCondition(status.conditions ?? [], 'ReplicaFailure')]
  return status
}

export function hasDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2 ** 31 - 1
}

function progress({ deployment, newSet }: Rollout, status: DeploymentStatus, clock: Clock): Conditions {
  const conditions = status.conditions ?? []
  const current = conditionOf(conditions, 'Progressing')
  const isDone = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable'
  if (isDone) return conditions
  const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`
    return updated(
      conditions,
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message },
      clock,
    )
  }
  if (isProgressing(deployment, status)) {
    const message = `${subject} is progressing.`
    return touched(
      conditions,
      { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message },
      clock,
    )
  }
  if (hasTimedOut(deployment, status, clock)) {
    const message = `${subject} has timed out progressing.`
    return updated(
      conditions,
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message },
      clock,
    )
  }
  return conditions
}

function hasTimedOut(deployment: Deployment, status: DeploymentStatus, clock: Clock): boolean {
  const condition = conditionOf(status.conditions, 'Progressing')
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  return deadlineMs(deployment, condition) < clock.now()
}

function deadlineMs({ spec }: Deployment, { lastUpdateTime }: DeploymentCondition): number {
  return Date.parse(lastUpdateTime ?? '') + (spec.progressDeadlineSeconds ?? 0) * 1000
}

/** When to look whether the deadline has passed; undefined when nothing is under way. */
export function progressCheckMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  const condition = conditionOf(status.conditions, 'Progressing')
  if (!hasDeadline(deployment) || !condition || isComplete(deployment, status)) return undefined
  if (
    ['NewReplicaSetAvailable', 'ProgressDeadlineExceeded', 'DeploymentPaused'].includes(
      condition.reason ?? '',
    )
  ) {
    return undefined
  }
  return Math.max(0, deadlineMs(deployment, condition) - nowMs) + 1000
}

/** Marks what the roll-out just did (a set was created, found, or the deployment was paused or resumed). */
export function withProgress(
  conditions: Conditions | undefined,
  status: 'True' | 'Unknown' | 'False',
  { reason, message }: Progress,
  clock: Clock,
): Conditions {
  return updated(conditions, { type: 'Progressing', status, reason, message }, clock)
}
