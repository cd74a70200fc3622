import type { Node, Pod, TopologySpreadConstraint } from '@knarr/api/core/v1'
import { matchesNodeAffinity } from '@knarr/controller'
import { requirementOf, type Selector, selectorOf, selectorOfRequirements } from '@knarr/machinery'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import { untoleratedTaint } from '../taint-toleration/tolerates-taint.ts'

export const hostnameLabel = 'kubernetes.io/hostname'

/** A topology spread constraint with its selector parsed. */
export interface Constraint {
  readonly topologyKey: string
  readonly maxSkew: number
  readonly minDomains: number
  readonly selector: Selector
  /** The same for constraints that count the same pods. */
  readonly countKey: string
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

export function constraintsOf(
  pod: Pod,
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway',
): readonly Constraint[] {
  const own = pod.spec.topologySpreadConstraints ?? []
  return own
    .filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable)
    .map((constraint) => constraintOf(pod, constraint, selectorWithKeys(pod, constraint)))
}

export function constraintOf(
  { metadata }: Pod,
  constraint: Omit<TopologySpreadConstraint, 'whenUnsatisfiable' | 'labelSelector'>,
  selector: Selector,
): Constraint {
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    selector,
    countKey: `spread/${metadata.namespace}/${selector.isNothing ? '!' : selector}`,
    honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
  }
}

/** `matchLabelKeys` become requirements with the pod's own values. */
function selectorWithKeys(
  { metadata }: Pod,
  { labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint,
): Selector {
  const selector = selectorOf(labelSelector)
  if (selector.isNothing || matchLabelKeys.length === 0) return selector
  const added = matchLabelKeys.flatMap((key) => {
    const value = metadata.labels?.[key]
    return value === undefined ? [] : [requirementOf(key, 'in', [value])]
  })
  return selectorOfRequirements([...selector.requirements, ...added])
}

export function hasAllKeys({ labels }: NodeInfo, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => labels[topologyKey] !== undefined)
}

/** Whether the node counts as a place for the pod at all (`nodeAffinityPolicy`, `nodeTaintsPolicy`). */
export function includesNode(constraint: Constraint, pod: Pod, { node, hardTaints }: NodeInfo): boolean {
  if (constraint.honorsAffinity && !isAffine(pod, node)) return false
  return !constraint.honorsTaints || !untoleratedTaint(hardTaints, pod.spec.tolerations)
}

function isAffine(pod: Pod, node: Node): boolean {
  return (!pod.spec.nodeSelector && !pod.spec.affinity?.nodeAffinity) || matchesNodeAffinity(pod, node)
}

/** How many living pods on the node the constraint counts. */
export function matchingPods({ countKey, selector }: Constraint, namespace: string, node: NodeInfo): number {
  return node.countPods(countKey, (info) => isCounted(info, namespace, selector))
}

export function isCounted({ pod }: PodInfo, namespace: string, selector: Selector): boolean {
  const { metadata } = pod
  return metadata.namespace === namespace && !metadata.deletionTimestamp && selector.matches(metadata.labels)
}
