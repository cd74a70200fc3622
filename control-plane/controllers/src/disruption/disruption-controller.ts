import { deployments, replicaSets, statefulSets } from '@knarr/api/apps/v1'
import { type Pod, pods, replicationControllers } from '@knarr/api/core/v1'
import {
  type PodDisruptionBudget,
  type PodDisruptionBudgetStatus,
  podDisruptionBudgets,
} from '@knarr/api/policy/v1'
import { type Controller, type ReconcileContext, type SetupContext, setCondition } from '@knarr/controller'
import { deepEqual, hasReason, type KubeObject, keyOf, selectorOf } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { isActive, isReady } from '../pod/pod-state.ts'
import { wantedPods } from './expected-pods.ts'

/** An evicted pod that is still there after this long is not going. */
const evictionMs = 2 * 60_000

/** Says of each budget how many of its pods may be disrupted now. */
export function disruptionController(): Controller {
  return {
    name: controllerNames.disruption,
    watches: podDisruptionBudgets,
    reads: [pods, deployments, replicaSets, statefulSets, replicationControllers],

    setup(context) {
      const wake = (pod: Pod): void => {
        for (const budget of budgetsOf(pod, context)) context.enqueue(keyOf(budget))
      }
      context.informer(pods).addHandler({
        onAdd: wake,
        onUpdate(pod, old) {
          wake(old)
          wake(pod)
        },
        onDelete: wake,
      })
      for (const resource of [deployments, replicaSets, statefulSets, replicationControllers]) {
        context.informer(resource as typeof deployments).addHandler({
          onUpdate(object, old) {
            if (object.spec?.replicas !== old.spec?.replicas) wakeNamespace(object, context)
          },
        })
      }
    },

    async reconcile(key, context) {
      const budget = context.lister.get(podDisruptionBudgets, key)
      if (!budget) return undefined
      const status = statusOf(budget, context)
      if (!deepEqual(status, budget.status)) await writeStatus(budget, status, context)
      return Object.keys(status.disruptedPods ?? {}).length > 0 ? { requeueAfterMs: evictionMs } : undefined
    },
  }
}

function budgetsOf({ metadata }: Pod, { lister }: SetupContext): readonly PodDisruptionBudget[] {
  return lister
    .list(podDisruptionBudgets, metadata.namespace)
    .filter(({ spec }) => selectorOf(spec.selector).matches(metadata.labels))
}

function wakeNamespace({ metadata }: KubeObject, { lister, enqueue }: SetupContext): void {
  for (const budget of lister.list(podDisruptionBudgets, metadata.namespace)) enqueue(keyOf(budget))
}

function statusOf(
  { metadata, spec, status }: PodDisruptionBudget,
  { lister, clock }: ReconcileContext,
): PodDisruptionBudgetStatus {
  const selector = selectorOf(spec.selector)
  const matching = lister
    .list(pods, metadata.namespace)
    .filter((pod) => isActive(pod) && selector.matches(pod.metadata.labels))
  const known = { ...status, observedGeneration: metadata.generation ?? 0 }
  try {
    const wanted = wantedPods(spec, matching, lister)
    const disruptedPods = stillDisrupted(status?.disruptedPods, matching, clock.now())
    const healthy = matching.filter((pod) => isReady(pod) && !disruptedPods[pod.metadata.name])
    const spare = wanted.expectedPods > 0 ? healthy.length - wanted.desiredHealthy : 0
    const disruptionsAllowed = Math.max(0, spare)
    const isAllowed = disruptionsAllowed > 0
    const condition = {
      ...{ type: 'DisruptionAllowed', status: isAllowed ? 'True' : 'False', message: '' },
      ...{
        reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
        observedGeneration: metadata.generation,
      },
    }
    const { disruptedPods: _, ...others } = known
    return {
      ...{ ...others, ...wanted, currentHealthy: healthy.length, disruptionsAllowed },
      ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
      conditions: [...setCondition(status?.conditions ?? [], condition as never, clock)] as never,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const condition = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message }
    const conditions = [...setCondition(status?.conditions ?? [], condition as never, clock)] as never
    return { ...known, disruptionsAllowed: 0, conditions }
  }
}

/** Those evicted a moment ago that are not yet seen to go. */
function stillDisrupted(
  disrupted: Readonly<Record<string, string>> | undefined,
  matching: readonly Pod[],
  nowMs: number,
): Record<string, string> {
  const names = new Set(matching.map(({ metadata }) => metadata.name))
  const kept = Object.entries(disrupted ?? {}).filter(
    ([name, since]) => names.has(name) && Date.parse(since) + evictionMs > nowMs,
  )
  return Object.fromEntries(kept)
}

async function writeStatus(
  budget: PodDisruptionBudget,
  status: PodDisruptionBudgetStatus,
  { client }: ReconcileContext,
): Promise<void> {
  try {
    await client.updateStatus(podDisruptionBudgets, { ...budget, status })
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error
  }
}
