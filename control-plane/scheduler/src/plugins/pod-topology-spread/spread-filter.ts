import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { StateKey } from '../../framework/cycle-state.ts'
import type { Cycle } from '../../framework/plugin.ts'
import { type Status, unresolvable, unschedulable } from '../../framework/status.ts'
import {
  type Constraint,
  constraintsOf,
  hasAllKeys,
  includesNode,
  isCounted,
  matchingPods,
} from './constraint.ts'

const missingLabel = unresolvable(
  "node(s) didn't match pod topology spread constraints (missing required label)",
)
const skewed = unschedulable("node(s) didn't match pod topology spread constraints")

/** A constraint and how many pods it counts in each domain. */
interface Domains {
  readonly constraint: Constraint
  readonly counts: Map<string, number>
  /** The smallest count; undefined after a change, until asked for. */
  least: number | undefined
  /** 1 if the pod itself will be counted. */
  readonly self: number
}

export const requiredDomains: StateKey<readonly Domains[]> = {
  name: 'PreFilterPodTopologySpread',
  copy: (domains) => domains.map((domain) => ({ ...domain, counts: new Map(domain.counts) })),
}

export function countDomains({ pod }: PodInfo, { snapshot }: Cycle): readonly Domains[] {
  const constraints = constraintsOf(pod, 'DoNotSchedule')
  if (constraints.length === 0) return []
  const domains = constraints.map((constraint): Domains => {
    const self = constraint.selector.matches(pod.metadata.labels) ? 1 : 0
    return { constraint, counts: new Map(), least: undefined, self }
  })
  const namespace = pod.metadata.namespace ?? ''
  for (const node of snapshot.nodes) {
    if (!hasAllKeys(node, constraints)) continue
    for (const { constraint, counts } of domains) {
      if (!includesNode(constraint, pod, node)) continue
      const value = node.labels[constraint.topologyKey] as string
      counts.set(value, (counts.get(value) ?? 0) + matchingPods(constraint, namespace, node))
    }
  }
  return domains
}

export function filterNode({ labels }: NodeInfo, domains: readonly Domains[]): Status | undefined {
  for (const domain of domains) {
    const { constraint, counts, self } = domain
    const value = labels[constraint.topologyKey]
    if (value === undefined) return missingLabel
    const skew = (counts.get(value) ?? 0) + self - leastOf(domain)
    if (skew > constraint.maxSkew) return skewed
  }
  return undefined
}

/** Counts a pod that is tried on a node, or tried gone. */
export function updateDomains(
  { pod }: PodInfo,
  changed: PodInfo,
  node: NodeInfo,
  { domains, by }: { domains: readonly Domains[]; by: 1 | -1 },
): void {
  const constraints = domains.map(({ constraint }) => constraint)
  if (!hasAllKeys(node, constraints)) return
  for (const domain of domains) {
    const { constraint, counts } = domain
    if (!isCounted(changed, pod.metadata.namespace ?? '', constraint.selector)) continue
    if (!includesNode(constraint, pod, node)) continue
    const value = node.labels[constraint.topologyKey] as string
    counts.set(value, (counts.get(value) ?? 0) + by)
    domain.least = undefined
  }
}

/** The smallest domain's count; 0 while there are fewer domains than `minDomains` asks for. */
function leastOf(domain: Domains): number {
  domain.least ??= leastCount(domain)
  return domain.least
}

function leastCount({ counts, constraint }: Domains): number {
  if (counts.size < constraint.minDomains) return 0
  let least = Number.POSITIVE_INFINITY
  for (const count of counts.values()) if (count < least) least = count
  return least
}
