import type { Pod } from '@knarr/api/core/v1'
import { type PodDisruptionBudget, podDisruptionBudgets } from '@knarr/api/policy/v1'
import { cloneJson, keyOf, StatusError, selectorOf, timestamp } from '@knarr/machinery'
import { RevisionConflict } from '@knarr/storage'
import { objectOf } from '../../codec/stored-object.ts'
import { collectionPrefix, objectKey } from '../../registry/object-keys.ts'
import type { ServerParts } from '../server-parts.ts'

type Parts = Pick<ServerParts, 'registry' | 'caches'>

/**
 * Takes an eviction of `pod` from the budget it is under.
 * @throws StatusError TooManyRequests where the budget does not allow it now
 */
export async function takeFromBudget(
  { registry, caches }: Parts,
  pod: Pod,
  isDryRun: boolean,
): Promise<void> {
  const budget = isUncounted(pod) ? undefined : await budgetOf(caches, pod)
  if (!budget) return
  let isTaken = false
  while (!isTaken) {
    const current = await registry.findObject<PodDisruptionBudget>(podDisruptionBudgets, keyOf(budget))
    if (!current || isSpare(pod, current)) return
    const taken = takenFrom(current, pod.metadata.name, registry.clock.now())
    isTaken = isDryRun || (await putUnlessChanged(registry, taken))
  }
}

/** Whether nobody else took from the budget meanwhile. */
async function putUnlessChanged(
  registry: ServerParts['registry'],
  taken: PodDisruptionBudget,
): Promise<boolean> {
  const expected = Number(taken.metadata.resourceVersion)
  try {
    const key = objectKey(podDisruptionBudgets, keyOf(taken))
    await registry.put(key, taken, { expected, writer: 'pod-eviction' })
    return true
  } catch (error) {
    if (error instanceof RevisionConflict) return false
    throw error
  }
}

/** Whether nothing is disrupted by its going. */
function isUncounted({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    ['Succeeded', 'Failed', 'Pending'].includes(status?.phase ?? '')
  )
}

async function budgetOf(
  caches: ServerParts['caches'],
  { metadata }: Pod,
): Promise<PodDisruptionBudget | undefined> {
  const cache = await caches.of(podDisruptionBudgets)
  const matching = cache
    .snapshot(collectionPrefix(podDisruptionBudgets, metadata.namespace ?? ''))
    .items.map((item) => objectOf<PodDisruptionBudget>(item))
    .filter(({ spec }) => selectorOf(spec.selector).matches(metadata.labels))
  if (matching.length > 1) {
    const message =
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'
    throw new StatusError({ reason: 'InternalError', code: 500, message })
  }
  return matching[0]
}

/** Whether an unhealthy pod may go whatever the budget says. */
function isSpare({ status }: Pod, { spec, status: budget }: PodDisruptionBudget): boolean {
  if (status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True')) return false
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = budget ?? {}
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy
}

function takenFrom(budget: PodDisruptionBudget, pod: string, nowMs: number): PodDisruptionBudget {
  const { metadata, status = {} } = budget
  const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = status
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw violated(`The disruption budget ${metadata.name} is still being processed by the server.`, 10)
  }
  if (disruptionsAllowed <= 0) {
    const needs = `needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
    throw violated(`The disruption budget ${metadata.name} ${needs}`)
  }
  const taken = cloneJson(budget)
  taken.status = {
    ...taken.status,
    disruptionsAllowed: disruptionsAllowed - 1,
    disruptedPods: { ...status.disruptedPods, [pod]: timestamp(nowMs) },
  }
  return taken
}

function violated(why: string, retryAfterSeconds?: number): StatusError {
  return new StatusError({
    reason: 'TooManyRequests',
    code: 429,
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [{ reason: 'DisruptionBudget', message: why }],
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  })
}
