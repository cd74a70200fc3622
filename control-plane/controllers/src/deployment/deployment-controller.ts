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
import { deepEqual, keyOf, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { isTerminal } from '../pod/pod-state.ts'
import {
  cleanUpHistory,
  type Ensured,
  ensureNewSet,
  findSets,
  type Sets,
  scaleSet,
} from './deployment-sets.ts'
import {
  hasDeadline,
  isComplete,
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
    name: controllerNames.deployment,
    watches: deployments,
    owns: [replicaSets],
    reads: [pods],
    setup(context) {
      enqueueForRecreate(context)
      enqueueForOrphans(context)
    },
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

/** A set without a controller wakes every deployment that might adopt it. */
function enqueueForOrphans({ informer, enqueue }: SetupContext): void {
  const wake = (set: ReplicaSet): void => {
    if (controllerOf(set) || set.metadata.deletionTimestamp) return
    for (const deployment of informer(deployments).list(set.metadata.namespace)) {
      if (selectorOf(deployment.spec.selector).matches(set.metadata.labels)) enqueue(keyOf(deployment))
    }
  }
  informer(replicaSets).addHandler({ onAdd: wake, onUpdate: wake })
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
    reason: eventReasons.selectingAll,
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
  found: Sets,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const {
    server,
    deployment: current,
    sets,
  } = found.newSet
    ? await ensureNewSet(deployment, found, context)
    : { server: deployment, deployment, sets: found }
  for (const { set, replicas } of scalingsFor(current, sets.newSet, sets.oldSets)) {
    await scaleSet(current, set, replicas, context)
  }
  if (current.spec.paused) await cleanUpHistory(current, sets.oldSets, context)
  await writeStatus(server, observedStatus({ deployment: current, ...sets }, context.clock), context)
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
    return await finish(ensured, context)
  }
  const running = oldSets.filter((set) => replicasOf(set) > 0)
  const scalings = oldSetScalings(current, newSet, running)
  for (const { set, replicas } of scalings) await scaleSet(current, set, replicas, context)
  return await finish(ensured, context)
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
    return await finish({ server: deployment, deployment, sets: found }, context)
  const ensured = await ensureNewSet(deployment, found, context)
  const { deployment: current, sets } = ensured
  if (sets.newSet && replicasOf(sets.newSet) !== wantedReplicas(current)) {
    await scaleSet(current, sets.newSet, wantedReplicas(current), context)
  }
  return await finish(ensured, context)
}

function hasOldPods(deployment: Deployment, { oldSets }: Sets, { lister }: ReconcileContext): boolean {
  const old = new Set(oldSets.map(({ metadata }) => metadata.uid))
  const isOld = (pod: Pod): boolean => old.has(controllerOf(pod)?.uid ?? '')
  if (oldSets.some(({ status }) => (status?.replicas ?? 0) > 0)) return true
  return lister.list(pods, deployment.metadata.namespace).some((pod) => isOld(pod) && !isTerminal(pod))
}

async function finish(
  { server, deployment, sets }: Ensured,
  context: ReconcileContext,
): Promise<Result | undefined> {
  const status = rolloutStatus({ deployment, ...sets }, context.clock)
  await writeStatus(server, status, context)
  if (isComplete(deployment, status)) await cleanUpHistory(deployment, sets.oldSets, context)
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
