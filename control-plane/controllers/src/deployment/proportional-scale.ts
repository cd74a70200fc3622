import type { Deployment, ReplicaSet } from '@knarr/api/apps/v1'
import { desiredReplicasOf, maxReplicasOf } from './annotations.ts'
import {
  boundsOf,
  byCreation,
  replicasOf,
  type Scaling,
  totalReplicas,
  wantedReplicas,
} from './rolling-update.ts'

/** Whether the deployment's replicas changed since its sets were last scaled. */
export function isScalingEvent(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets
    .filter((set) => replicasOf(set) > 0)
    .some((set) => (desiredReplicasOf(set) ?? wantedReplicas(deployment)) !== wantedReplicas(deployment))
}

/**
 * Follows a change of replicas: one active set simply gets them; in the middle of a roll-out the change is
 * spread over the sets in proportion to their size, so that no side is favoured (upstream's `scale`).
 */
export function scalingsFor(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): Scaling[] {
  const all = newSet ? [newSet, ...oldSets] : [...oldSets]
  const only = activeOrLatest(newSet, oldSets)
  if (only) return [{ set: only, replicas: wantedReplicas(deployment) }]
  if (newSet && isSaturated(deployment, newSet)) {
    return oldSets.filter((set) => replicasOf(set) > 0).map((set) => ({ set, replicas: 0 }))
  }
  return deployment.spec.strategy?.type === 'Recreate' ? [] : spread(deployment, all)
}

/** The one set there is to scale: the only active one, or with none active the newest. */
function activeOrLatest(
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const active = [...oldSets, ...(newSet ? [newSet] : [])].filter((set) => replicasOf(set) > 0)
  if (active.length === 0) return newSet ?? oldSets.toSorted(byCreation).at(-1)
  return active.length === 1 ? active[0] : undefined
}

export function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = wantedReplicas(deployment)
  return (
    replicasOf(set) === wanted &&
    desiredReplicasOf(set) === wanted &&
    (set.status?.availableReplicas ?? 0) === wanted
  )
}

function spread(deployment: Deployment, sets: readonly ReplicaSet[]): Scaling[] {
  const wanted = wantedReplicas(deployment)
  const active = sets.filter((set) => replicasOf(set) > 0)
  const allowed = wanted > 0 ? wanted + boundsOf(deployment).maxSurge : 0
  const toAdd = allowed - totalReplicas(active)
  const grows = toAdd > 0
  const sorted = active.toSorted((a, b) => {
    const bySize = replicasOf(b) - replicasOf(a)
    return bySize !== 0 ? bySize : grows ? byCreation(b, a) : byCreation(a, b)
  })
  let added = 0
  const sizes = sorted.map((set) => {
    const share = toAdd === 0 ? 0 : shareOf(deployment, set, { toAdd, added })
    added += share
    return replicasOf(set) + share
  })
  if (sizes.length > 0) sizes[0] = Math.max(0, (sizes[0] as number) + toAdd - added)
  return sorted.map((set, index) => ({ set, replicas: sizes[index] as number }))
}

/** One set's part of the change, never more than what is left of it. */
function shareOf(
  deployment: Deployment,
  set: ReplicaSet,
  { toAdd, added }: { toAdd: number; added: number },
): number {
  const current = replicasOf(set)
  if (current === 0 || added === toAdd) return 0
  const left = toAdd - added
  const fraction = fractionOf(deployment, set)
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left)
}

/** By how much the set changes if it keeps its share of the whole. */
function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const current = replicasOf(set)
  const wanted = wantedReplicas(deployment)
  if (wanted === 0) return -current
  const before = maxReplicasOf(set) || (deployment.status?.replicas ?? 0)
  if (before === 0) return 0
  return Math.round((current * (wanted + boundsOf(deployment).maxSurge)) / before) - current
}
