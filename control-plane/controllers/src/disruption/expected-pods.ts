import { deployments, replicaSets, statefulSets } from '@knarr/api/apps/v1'
import { type Pod, replicationControllers } from '@knarr/api/core/v1'
import type { PodDisruptionBudgetSpec } from '@knarr/api/policy/v1'
import { controllerOf, type ReconcileContext } from '@knarr/controller'
import { scaledIntOrPercent } from '@knarr/machinery'

type Lister = ReconcileContext['lister']

export interface Wanted {
  readonly expectedPods: number
  readonly desiredHealthy: number
}

/**
 * How many pods a budget's owners want, and how many of them must stay healthy.
 * @throws Error where a pod has no owner that says how many it wants
 */
export function wantedPods(spec: PodDisruptionBudgetSpec, pods: readonly Pod[], lister: Lister): Wanted {
  const { minAvailable, maxUnavailable } = spec
  if (maxUnavailable !== undefined) {
    const expectedPods = scaleOfOwners(pods, lister)
    const desired = expectedPods - scaledIntOrPercent(maxUnavailable, expectedPods, true)
    return { expectedPods, desiredHealthy: Math.max(0, desired) }
  }
  if (typeof minAvailable === 'string') {
    const expectedPods = scaleOfOwners(pods, lister)
    return { expectedPods, desiredHealthy: scaledIntOrPercent(minAvailable, expectedPods, true) }
  }
  return { expectedPods: pods.length, desiredHealthy: minAvailable ?? 0 }
}

function scaleOfOwners(pods: readonly Pod[], lister: Lister): number {
  const scales = new Map<string, number>()
  for (const pod of pods) {
    const owner = scaleOf(pod, lister)
    if (!owner) throw new Error(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`)
    scales.set(owner.uid, owner.replicas)
  }
  return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0)
}

function scaleOf({ metadata }: Pod, lister: Lister): { uid: string; replicas: number } | undefined {
  const owner = controllerOf({ metadata })
  if (!owner) return undefined
  const key = { namespace: metadata.namespace ?? '', name: owner.name }
  if (owner.kind === 'ReplicaSet') {
    const set = lister.get(replicaSets, key)
    const above = set && controllerOf(set)
    const deployment =
      above?.kind === 'Deployment' ? lister.get(deployments, { ...key, name: above.name }) : undefined
    const scaled = deployment ?? set
    return scaled && { uid: scaled.metadata.uid, replicas: scaled.spec?.replicas ?? 1 }
  }
  const scalable = { StatefulSet: statefulSets, ReplicationController: replicationControllers }
  const resource = scalable[owner.kind as keyof typeof scalable]
  const found = resource && lister.get<{ spec?: { replicas?: number } } & Pod>(resource as never, key)
  return found && { uid: found.metadata.uid, replicas: found.spec?.replicas ?? 1 }
}
