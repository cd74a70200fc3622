import {
  type Deployment,
  type DeploymentStatus,
  deployments,
  type ReplicaSet,
  replicaSets,
} from '@knarr/api/apps/v1'
import { type Pod, pods } from '@knarr/api/core/v1'
import {
  type Controller,
  claimObjects,
  conditionOf,
  controllerOf,
  type ReconcileContext,
  type Result,
  type SetupContext,
} from '@knarr/controller'
import { deepEqual, selectorOf } from '@knarr/machinery'
import { isActive } from '../pod/pod-state.ts'
import { cleanUpHistory, ensureNewSet, findSets, type Sets, scaleSet } from './deployment-sets.ts'
import {
  hasDeadline,
  observedStatus,
  progressCheckMs,
  rolloutStatus,
  withProgress,
} from './deployment-status.ts'
import { isScalingEvent, scalingsFor } from './proportional-scale.ts'
import { newSetReplicas, oldSetScalings, replicasOf, wantedReplicas } from './rolling-update.ts'

/** Rolls each Deployment's pods from old ReplicaSets to the one of its present template. */
export function deploymentController(): Controller {
  return {
    name: 'deployment-controller',
    watches: deployments,
    owns: [replicaSets],
    reads: [pods],
    setup: enqueueForRecreate,
    reconcile: async (key, context) => {
      const deployment = context.lister.get(deployments, key)
      return deployment && (await reconcileDeployment(deployment, context))
    },
  }
}

/** A Recreate roll-out goes on when the last old pod is gone. */
function enqueueForRecreate({ informer, enqueue, lister }: SetupContext): void {
  informer(pods).addHandler({
    onDelete(pod) {
      const set = controllerOf(pod)
      if (set?.kind !== 'ReplicaSet') return
      const owner = lister.get(replicaSets, { namespace: pod.metadata.namespace ?? '', name: set.name })
      const deployment = owner && controllerOf(owner)
      if (deployment) enqueue({ namespace: pod.metadata.namespace ?? '', name: deployment.name })
    },
  })
}

async function reconcileDeployment(
  deployment: Deployment,
  context: ReconcileContext,
): Promise<Result | undefined> {
  if (selectorOf(deployment.spec.selector).isEverything) return await refuseEverything(deployment, context)
  const owned = await claim(deployment, context)
  const sets = findSets(deployment, owned)
  if (deployment.metadata.deletionTimestamp) {
    await writeStatus(deployment, observedStatus({ deployment, ...sets }, context.clock), context)
    return undefined
  }
  const current = await markPaused(deployment, context)
  if (current.spec.paused || isScalingEvent(current, owned)) return await followScale(current, sets, context)
  return current.spec.strategy?.type === 'Recreate'
    ? await recreate(current, sets, context)
    : await rollingUpdate(current, sets, context)
}

async function refuseEverything(
  deployment: Deployment,
  { events, ...context }: ReconcileContext,
): Promise<undefined> {
  events.event(deployment, {
    type: 'Warning',
    reason: 'SelectingAll',
    message: 'This deployment is selecting all pods. A non-empty selector is required.',
  })
  const status = { ...deployment.status, observedGeneration: deployment.metadata.generation ?? 0 }
  await writeStatus(deployment, status, { events, ...context })
  return undefined
}

async function claim(deployment: Deployment, { client, lister }: ReconcileContext): Promise<ReplicaSet[]> {
  const selector = selectorOf(deployment.spec.selector)
  return await claimObjects({
    client,
    owner: deployment,
    ownerKind: deployments,
    resource: replicaSets,
    candidates: lister.list(replicaSets, deployment.metadata.namespace),
    selects: (set) => selector.matches(set.metadata.labels),
  })
}

/** Pausing and resuming show in the Progressing condition, so that the deadline does not run meanwhile. */
async function markPaused(deployment: Deployment, context: ReconcileContext): Promise<Deployment> {
  if (!hasDeadline(deployment)) return deployment
  const known = conditionOf(deployment.status?.conditions, 'Progressing')
  if (known?.reason === 'ProgressDeadlineExceeded') return deployment
  const isMarked = known?.reason === 'DeploymentPaused'
  if (Boolean(deployment.spec.paused) === isMarked) return deployment
  const progress = deployment.spec.paused
    ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { reason: 'DeploymentResumed', message: 'Deployment is resumed' }
  const conditions = [...withProgress(deployment.status?.conditions, 'Unknown', progress, context.clock)]
  return await context.client.updateStatus(deployments, {
    ...deployment,
    status: { ...deployment.status, conditions },
  })
}

/** Follows `spec.replicas` without rolling anything out. */
async function followScale(
  deployment: Deployment,
  sets: Sets,
  context: ReconcileContext,
): Promise<Result | undefined> {
  for (const { set, replicas } of scalingsFor(deployment, sets.newSet, sets.oldSets)) {
    await scaleSet(deployment, set, replicas, context)
  }
  if (deployment.spec.paused) await cleanUpHistory(deployment, sets.oldSets, context)
  await writeStatus(deployment, observedStatus({ deployment, ...sets }, context.clock), context)
  return undefined
}

async function rollingUpdate(
  deployment: Deployment,
  found: Sets,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const ensured = await ensureNewSet(deployment, found, context)
  const { newSet, oldSets } = ensured.sets
  const current = ensured.deployment
  const grown = newSetReplicas(current, oldSets, newSet)
  if (newSet && replicasOf(newSet) !== grown) {
    await scaleSet(current, newSet, grown, context)
    return await finish(current, ensured.sets, context)
  }
  const running = oldSets.filter((set) => replicasOf(set) > 0)
  const scalings = oldSetScalings(current, newSet, running)
  for (const { set, replicas } of scalings) await scaleSet(current, set, replicas, context)
  return await finish(current, ensured.sets, context)
}

/** Everything old goes first; the new set is made when no old pod runs any more. */
async function recreate(
  deployment: Deployment,
  found: Sets,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const running = found.oldSets.filter((set) => replicasOf(set) > 0)
  for (const set of running) await scaleSet(deployment, set, 0, context)
  if (running.length > 0 || hasOldPods(deployment, found, context))
    return await finish(deployment, found, context)
  const { deployment: current, sets } = await ensureNewSet(deployment, found, context)
  if (sets.newSet && replicasOf(sets.newSet) !== wantedReplicas(current)) {
    await scaleSet(current, sets.newSet, wantedReplicas(current), context)
  }
  return await finish(current, sets, context)
}

function hasOldPods(deployment: Deployment, { oldSets }: Sets, { lister }: ReconcileContext): boolean {
  const old = new Set(oldSets.map(({ metadata }) => metadata.uid))
  const isOld = (pod: Pod): boolean => old.has(controllerOf(pod)?.uid ?? '')
  const isOver = (pod: Pod): boolean => !isActive(pod) && !pod.metadata.deletionTimestamp
  return lister.list(pods, deployment.metadata.namespace).some((pod) => isOld(pod) && !isOver(pod))
}

async function finish(
  deployment: Deployment,
  sets: Sets,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const all = sets.newSet ? [...sets.oldSets, sets.newSet] : sets.oldSets
  const failed = all.find(({ status }) => conditionOf(status?.conditions, 'ReplicaFailure'))
  const status = rolloutStatus({ deployment, ...sets }, failed, context.clock)
  await writeStatus(deployment, status, context)
  const isDone = conditionOf(status.conditions, 'Progressing')?.reason === 'NewReplicaSetAvailable'
  if (isDone || !hasDeadline(deployment)) await cleanUpHistory(deployment, sets.oldSets, context)
  const requeueAfterMs = progressCheckMs(deployment, status, context.clock.now())
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs }
}

async function writeStatus(
  deployment: Deployment,
  status: DeploymentStatus,
  { client }: ReconcileContext,
): Promise<void> {
  if (deployment.status && deepEqual(deployment.status, status)) return
  await client.updateStatus(deployments, { ...deployment, status })
}
