import { type Deployment, deployments, type ReplicaSet, replicaSets } from '@knarr/api/apps/v1'
import { controllerRef, isControlledBy, type ReconcileContext } from '@knarr/controller'
import { cloneJson, type Draft, deepEqual, hasReason, keyOf } from '@knarr/machinery'
import { eventReasons } from '../event-reasons.ts'
import { isNamespaceTerminating } from '../namespace/is-namespace-terminating.ts'
import { annotations as annotationNames, labels as labelNames } from '../well-known.ts'
import {
  desiredReplicasOf,
  maxReplicasOf,
  newSetAnnotations,
  revisionOf,
  withReplicasAnnotations,
} from './annotations.ts'
import { hasDeadline, type Progress, withProgress } from './deployment-status.ts'
import { boundsOf, byCreation, newSetReplicas, replicasOf, wantedReplicas } from './rolling-update.ts'
import { isSameTemplate, templateHash } from './template-hash.ts'

/** A deployment's ReplicaSets: the one of its present template, and the others. */
export interface Sets {
  readonly newSet: ReplicaSet | undefined
  readonly oldSets: readonly ReplicaSet[]
}

export function findSets(deployment: Deployment, owned: readonly ReplicaSet[]): Sets {
  const template = deployment.spec.template
  const newSet = owned
    .toSorted(byCreation)
    .find((set) => set.spec.template && isSameTemplate(set.spec.template, template))
  return { newSet, oldSets: owned.filter((set) => set !== newSet) }
}

export interface Ensured {
  /** The deployment as the server has it. */
  readonly server: Deployment
  /** The same with the conditions of what was just done, which are yet to be written. */
  readonly deployment: Deployment
  readonly sets: Sets
}

/** Makes the new set, or brings the existing one's revision and annotations up to date. */
export async function ensureNewSet(
  deployment: Deployment,
  sets: Sets,
  context: ReconcileContext,
): Promise<Ensured> {
  const revision = sets.oldSets.map(revisionOf).reduce(larger, 0n) + 1n
  const { newSet, isNew } = sets.newSet
    ? { newSet: await updateNewSet(deployment, sets.newSet, revision, context), isNew: false }
    : await createNewSet(deployment, sets, revision, context)
  const { name } = newSet.metadata
  const progress: Progress = isNew
    ? { reason: 'NewReplicaSetCreated', message: `Created new replica set "${name}"` }
    : { reason: 'FoundNewReplicaSet', message: `Found new replica set "${name}"` }
  const server = await showRevision(deployment, revisionOf(newSet), context)
  const isFirstSight = !server.status?.conditions?.some(({ type }) => type === 'Progressing')
  const marked = isNew || isFirstSight ? markProgress(server, progress, context) : server
  return { server, deployment: marked, sets: { ...sets, newSet } }
}

/** The condition is written with the rest of the status at the end of the reconcile. */
function markProgress(deployment: Deployment, progress: Progress, { clock }: ReconcileContext): Deployment {
  if (!hasDeadline(deployment)) return deployment
  const conditions = [...withProgress(deployment.status?.conditions, 'True', progress, clock)]
  return { ...deployment, status: { ...deployment.status, conditions } }
}

async function showRevision(
  deployment: Deployment,
  revision: bigint,
  { client }: ReconcileContext,
): Promise<Deployment> {
  if (revisionOf(deployment) === revision) return deployment
  const annotations = { ...deployment.metadata.annotations, [annotationNames.revision]: String(revision) }
  return await client.update(deployments, {
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
  })
}

async function updateNewSet(
  deployment: Deployment,
  set: ReplicaSet,
  revision: bigint,
  { client }: ReconcileContext,
): Promise<ReplicaSet> {
  const annotations = newSetAnnotations(deployment, revision, set.metadata.annotations)
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0
  const isCurrent =
    annotations === set.metadata.annotations && (set.spec.minReadySeconds ?? 0) === minReadySeconds
  if (isCurrent) return set
  const metadata = { ...set.metadata, annotations: { ...annotations } }
  return await client.update(replicaSets, { ...set, metadata, spec: { ...set.spec, minReadySeconds } })
}

async function createNewSet(
  deployment: Deployment,
  sets: Sets,
  revision: bigint,
  context: ReconcileContext,
): Promise<{ readonly newSet: ReplicaSet; readonly isNew: boolean }> {
  const draft = newSetOf(deployment, sets, revision)
  try {
    const created = await context.client.create(replicaSets, draft)
    if (replicasOf(created) > 0)
      announceScale(deployment, created, { from: 0, to: replicasOf(created) }, context)
    return { newSet: created, isNew: true }
  } catch (error) {
    if (hasReason(error, 'AlreadyExists'))
      return { newSet: await resolveCollision(deployment, draft, context), isNew: false }
    if (!isNamespaceTerminating(error)) await reportFailure(deployment, draft, error, context)
    throw error
  }
}

function newSetOf(deployment: Deployment, sets: Sets, revision: bigint): Draft<ReplicaSet> {
  const hash = templateHash(deployment.spec.template, deployment.status?.collisionCount)
  const template = cloneJson(deployment.spec.template)
  const labels = { ...template.metadata?.labels, [labelNames.podTemplateHash]: hash }
  template.metadata = { ...template.metadata, labels }
  const { matchLabels, ...selector } = deployment.spec.selector
  const max = wantedReplicas(deployment) + boundsOf(deployment).maxSurge
  return {
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      ...(deployment.metadata.namespace ? { namespace: deployment.metadata.namespace } : {}),
      labels,
      annotations: withReplicasAnnotations(
        newSetAnnotations(deployment, revision),
        wantedReplicas(deployment),
        max,
      ),
      ownerReferences: [controllerRef(deployment, deployments)],
    },
    spec: {
      replicas: newSetReplicas(deployment, sets.oldSets),
      minReadySeconds: deployment.spec.minReadySeconds ?? 0,
      selector: { ...selector, matchLabels: { ...matchLabels, [labelNames.podTemplateHash]: hash } },
      template,
    },
  }
}

/** The name is taken: by our own set that the lister has not shown yet, or by another template's. */
async function resolveCollision(
  deployment: Deployment,
  draft: Draft<ReplicaSet>,
  { client }: ReconcileContext,
): Promise<ReplicaSet> {
  const existing = await client.get(replicaSets, keyOf(draft))
  const template = existing.spec.template
  if (isControlledBy(existing, deployment) && template && isSameTemplate(template, deployment.spec.template))
    return existing
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1
  await client.updateStatus(deployments, { ...deployment, status: { ...deployment.status, collisionCount } })
  throw new Error(`ReplicaSet ${existing.metadata.name} has another template; trying another name`)
}

async function reportFailure(
  deployment: Deployment,
  draft: Draft<ReplicaSet>,
  error: unknown,
  context: ReconcileContext,
): Promise<void> {
  const text = error instanceof Error ? error.message : String(error)
  const message = `Failed to create new replica set "${draft.metadata.name}": ${text}`
  const { client, clock, events } = context
  events.event(deployment, { type: 'Warning', reason: eventReasons.replicaSetCreateError, message })
  if (!hasDeadline(deployment)) return
  const progress = { reason: eventReasons.replicaSetCreateError, message }
  const conditions = [...withProgress(deployment.status?.conditions, 'False', progress, clock)]
  if (deepEqual(conditions, deployment.status?.conditions)) return
  await client.updateStatus(deployments, { ...deployment, status: { ...deployment.status, conditions } })
}

/** Sets a set's replicas and what it knows of the deployment's; does nothing when both hold. */
export async function scaleSet(
  deployment: Deployment,
  set: ReplicaSet,
  replicas: number,
  context: ReconcileContext,
): Promise<void> {
  const desired = wantedReplicas(deployment)
  const max = desired + boundsOf(deployment).maxSurge
  const from = replicasOf(set)
  if (from === replicas && desiredReplicasOf(set) === desired && maxReplicasOf(set) === max) return
  const annotations = withReplicasAnnotations(set.metadata.annotations, desired, max)
  const metadata = { ...set.metadata, annotations }
  await context.client.update(replicaSets, { ...set, metadata, spec: { ...set.spec, replicas } })
  if (from !== replicas) announceScale(deployment, set, { from, to: replicas }, context)
}

function announceScale(
  deployment: Deployment,
  set: ReplicaSet,
  { from, to }: { from: number; to: number },
  { events }: ReconcileContext,
): void {
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`
  events.event(deployment, { type: 'Normal', reason: eventReasons.scalingReplicaSet, message })
}

/** Deletes the oldest sets beyond `revisionHistoryLimit` that have nothing left. */
export async function cleanUpHistory(
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  { client }: ReconcileContext,
): Promise<void> {
  const limit = deployment.spec.revisionHistoryLimit ?? 2 ** 31 - 1
  const alive = oldSets.filter(({ metadata }) => !metadata.deletionTimestamp)
  const surplus = alive
    .toSorted((a, b) => byRevision(a, b) || byCreation(a, b))
    .slice(0, Math.max(0, alive.length - limit))
  for (const set of surplus.filter(isSpent)) {
    try {
      await client.delete(replicaSets, keyOf(set))
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error
    }
  }
}

/** Has no pods, wants none, and its status says so of the present spec. */
function isSpent(set: ReplicaSet): boolean {
  const isObserved = (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0)
  return (set.status?.replicas ?? 0) === 0 && replicasOf(set) === 0 && isObserved
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  return Number(revisionOf(a) - revisionOf(b))
}
