import type { Deployment, ReplicaSet } from '@knarr/api/apps/v1'
import { scaledIntOrPercent } from '@knarr/machinery'

/** A set and how many replicas it should have. */
export interface Scaling {
  readonly set: ReplicaSet
  readonly replicas: number
}

export const replicasOf = (set: ReplicaSet | undefined): number => (set ? (set.spec.replicas ?? 1) : 0)
const availableOf = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
export const totalReplicas = (sets: readonly ReplicaSet[]): number => sum(sets.map(replicasOf))

export const byCreation = (a: ReplicaSet, b: ReplicaSet): number => {
  const [at, bt] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return at === bt ? (a.metadata.name < b.metadata.name ? -1 : 1) : at < bt ? -1 : 1
}

/** The bounds of a roll-out in pods. Both zero would never move, so then one may be unavailable. */
export function boundsOf(deployment: Deployment): {
  readonly maxSurge: number
  readonly maxUnavailable: number
} {
  if (deployment.spec.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 }
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {}
  const wanted = wantedReplicas(deployment)
  const surge = scaledIntOrPercent(maxSurge ?? 0, wanted, true)
  const unavailable = scaledIntOrPercent(maxUnavailable ?? 0, wanted, false)
  return surge === 0 && unavailable === 0
    ? { maxSurge: 0, maxUnavailable: Math.min(1, wanted) }
    : { maxSurge: surge, maxUnavailable: Math.min(unavailable, wanted) }
}

export function wantedReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1
}

/** How many replicas the new set may have while `others` still run (upstream's NewRSNewReplicas). */
export function newSetReplicas(
  deployment: Deployment,
  others: readonly ReplicaSet[],
  newSet?: ReplicaSet,
): number {
  const wanted = wantedReplicas(deployment)
  if (deployment.spec.strategy?.type === 'Recreate') return wanted
  const current = replicasOf(newSet)
  const room = wanted + boundsOf(deployment).maxSurge - totalReplicas(others) - current
  if (current >= wanted) return wanted
  return room <= 0 ? current : Math.min(current + room, wanted)
}

/**
 * How far the old sets may be scaled down now: first replicas that are not healthy anyway, then healthy
 * ones as long as enough stay available. Oldest sets go first.
 */
export function oldSetScalings(
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): Scaling[] {
  const all = newSet ? [...oldSets, newSet] : oldSets
  const minAvailable = wantedReplicas(deployment) - boundsOf(deployment).maxUnavailable
  const newUnavailable = newSet ? replicasOf(newSet) - availableOf(newSet) : 0
  const removable = totalReplicas(all) - minAvailable - newUnavailable
  if (removable <= 0) return []
  const sorted = oldSets.toSorted(byCreation)
  const afterCleanup = scaleDown(sorted, removable, (set) => replicasOf(set) - availableOf(set))
  const surplus = sum(all.map(availableOf)) - minAvailable
  const kept = sorted.map((set) => afterCleanup.get(set) ?? replicasOf(set))
  const final = new Map(afterCleanup)
  let left = Math.max(0, surplus)
  sorted.forEach((set, index) => {
    const current = kept[index] as number
    const step = Math.min(current, left)
    if (step <= 0) return
    final.set(set, current - step)
    left -= step
  })
  return [...final].map(([set, replicas]) => ({ set, replicas }))
}

function scaleDown(
  sets: readonly ReplicaSet[],
  limit: number,
  removableOf: (set: ReplicaSet) => number,
): Map<ReplicaSet, number> {
  const scalings = new Map<ReplicaSet, number>()
  let left = limit
  for (const set of sets) {
    const step = Math.min(left, Math.max(0, removableOf(set)))
    if (step === 0) continue
    scalings.set(set, replicasOf(set) - step)
    left -= step
  }
  return scalings
}
