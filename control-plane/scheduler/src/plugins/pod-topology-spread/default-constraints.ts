import type { Resource } from '@knarr/api'
import { replicaSets, statefulSets } from '@knarr/api/apps/v1'
import { type Pod, replicationControllers, services } from '@knarr/api/core/v1'
import type { Lister } from '@knarr/client'
import type { KubeObject } from '@knarr/machinery'
import { type Requirement, selectorOf, selectorOfLabels, selectorOfRequirements } from '@knarr/machinery'
import { type Constraint, constraintOf, hostnameLabel } from './constraint.ts'

export const ownerResources: readonly Resource<KubeObject>[] = [
  services,
  replicationControllers,
  replicaSets,
  statefulSets,
] as unknown as readonly Resource<KubeObject>[]

/** What pods without constraints of their own are spread by, if something owns or serves them. */
const systemDefaults = [
  { topologyKey: hostnameLabel, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
]

export function defaultConstraints(pod: Pod, lister: Lister): readonly Constraint[] {
  const requirements = [...serviceRequirements(pod, lister), ...ownerRequirements(pod, lister)]
  if (requirements.length === 0) return []
  const selector = selectorOfRequirements(requirements)
  return systemDefaults.map((constraint) => constraintOf(pod, constraint, selector))
}

function serviceRequirements({ metadata }: Pod, lister: Lister): readonly Requirement[] {
  if (!metadata.labels) return []
  const merged: Record<string, string> = {}
  for (const { spec } of lister.list(services, metadata.namespace)) {
    if (!spec?.selector || !selectorOfLabels(spec.selector).matches(metadata.labels)) continue
    Object.assign(merged, spec.selector)
  }
  return selectorOfLabels(merged).requirements
}

function ownerRequirements({ metadata }: Pod, lister: Lister): readonly Requirement[] {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  if (!owner) return []
  const key = { namespace: metadata.namespace ?? '', name: owner.name }
  if (owner.kind === 'ReplicationController')
    return selectorOfLabels(lister.get(replicationControllers, key)?.spec?.selector).requirements
  const resource =
    owner.kind === 'ReplicaSet' ? replicaSets : owner.kind === 'StatefulSet' ? statefulSets : undefined
  const found = resource === replicaSets ? lister.get(replicaSets, key) : lister.get(statefulSets, key)
  return resource && found ? selectorOf(found.spec?.selector).requirements : []
}
