import type { Pod } from '@knarr/api/core/v1'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { StateKey } from '../../framework/cycle-state.ts'
import { maxNodeScore } from '../../framework/normalize.ts'
import type { Cycle } from '../../framework/plugin.ts'
import {
  type Constraint,
  constraintsOf,
  hasAllKeys,
  hostnameLabel,
  includesNode,
  matchingPods,
} from './constraint.ts'
import { defaultConstraints } from './default-constraints.ts'

interface WeighedConstraint {
  readonly constraint: Constraint
  /** How many pods are counted in each domain of the nodes to score; absent for single nodes. */
  readonly counts: Map<string, number> | undefined
  readonly weight: number
}

export interface SpreadScores {
  readonly namespace: string
  readonly constraints: readonly WeighedConstraint[]
  /** Nodes without every topology label: never preferred. */
  readonly ignored: ReadonlySet<string>
}

export const spreadScores: StateKey<SpreadScores> = { name: 'PreScorePodTopologySpread' }

/** Counts pods by domain; undefined if the pod is spread by nothing. */
export function countForScores(
  { pod }: PodInfo,
  nodes: readonly NodeInfo[],
  { handle, snapshot }: Cycle,
): SpreadScores | undefined {
  const isOwn = (pod.spec.topologySpreadConstraints?.length ?? 0) > 0
  const wanted = isOwn ? constraintsOf(pod, 'ScheduleAnyway') : defaultConstraints(pod, handle.lister)
  if (wanted.length === 0) return undefined
  const counts = (node: NodeInfo): boolean => !isOwn || hasAllKeys(node, wanted)
  const scored = nodes.filter(counts)
  const ignored = new Set(nodes.filter((node) => !counts(node)).map(({ name }) => name))
  const constraints = wanted.map((constraint) => weigh(constraint, scored))
  for (const weighed of constraints) countPods(weighed, pod, snapshot.nodes.values().filter(counts))
  return { namespace: pod.metadata.namespace ?? '', constraints, ignored }
}

function weigh(constraint: Constraint, nodes: readonly NodeInfo[]): WeighedConstraint {
  const counts = constraint.topologyKey === hostnameLabel ? undefined : domainsOf(constraint, nodes)
  return { constraint, counts, weight: Math.log((counts?.size ?? nodes.length) + 2) }
}

/** Adds up each domain's pods, those on nodes that are not to be scored too. */
function countPods({ constraint, counts }: WeighedConstraint, pod: Pod, nodes: Iterable<NodeInfo>): void {
  if (!counts || counts.size === 0) return
  const namespace = pod.metadata.namespace ?? ''
  for (const node of nodes) {
    const value = node.labels[constraint.topologyKey]
    const known = value === undefined ? undefined : counts.get(value)
    if (value === undefined || known === undefined || !includesNode(constraint, pod, node)) continue
    counts.set(value, known + matchingPods(constraint, namespace, node))
  }
}

function domainsOf({ topologyKey }: Constraint, nodes: readonly NodeInfo[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { labels } of nodes) {
    const value = labels[topologyKey]
    if (value !== undefined) counts.set(value, 0)
  }
  return counts
}

/** How crowded the node's domains are: more is worse. */
export function crowdOf(node: NodeInfo, { constraints, ignored, namespace }: SpreadScores): number {
  if (ignored.has(node.name)) return 0
  let sum = 0
  for (const { constraint, counts, weight } of constraints) {
    const value = node.labels[constraint.topologyKey]
    if (value === undefined) continue
    const count = counts ? (counts.get(value) ?? 0) : matchingPods(constraint, namespace, node)
    sum += count * weight + (constraint.maxSkew - 1)
  }
  return Math.round(sum)
}

/** Turns crowds into scores: the least crowded node gets 100. */
export function normalizeCrowds(
  scores: number[],
  nodes: readonly NodeInfo[],
  { ignored }: SpreadScores,
): void {
  const isIgnored = nodes.map(({ name }) => ignored.has(name))
  const counted = scores.filter((_score, i) => !isIgnored[i])
  const least = counted.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = counted.reduce((a, b) => Math.max(a, b), 0)
  for (let i = 0; i < nodes.length; i++) {
    if (isIgnored[i]) scores[i] = 0
    else if (most === 0) scores[i] = maxNodeScore
    else scores[i] = Math.floor((maxNodeScore * (most + least - (scores[i] ?? 0))) / most)
  }
}
