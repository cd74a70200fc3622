import { type AffinityTerm, type NamespaceLabels, termMatches } from '../../cache/affinity-term.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { StateKey } from '../../framework/cycle-state.ts'
import { maxNodeScore } from '../../framework/normalize.ts'
import type { Snapshot } from '../../framework/plugin.ts'
import { TopologyCounts } from './topology-counts.ts'

/** What a running pod's required affinity to the incoming one is worth (`hardPodAffinityWeight`). */
const hardPodAffinityWeight = 1

export const affinityScores: StateKey<TopologyCounts> = { name: 'PreScoreInterPodAffinity' }

interface Pull {
  readonly sums: TopologyCounts
  readonly node: NodeInfo
  readonly labelsOf: NamespaceLabels
}

/** What pulls the pod to a domain or away from it, its own wishes and those of running pods. */
export function sumAffinity(info: PodInfo, snapshot: Snapshot, labelsOf: NamespaceLabels): TopologyCounts {
  const sums = new TopologyCounts()
  const hasWishes = info.preferredAffinity.length > 0 || info.preferredAntiAffinity.length > 0
  for (const node of hasWishes ? snapshot.nodes : snapshot.nodesWithAffinity) {
    const pull: Pull = { sums, node, labelsOf }
    const others = hasWishes ? node.pods : node.podsWithAffinity
    for (const other of others.values()) addPull(pull, info, other)
  }
  return sums
}

function addPull(pull: Pull, info: PodInfo, other: PodInfo): void {
  const { sums, node, labelsOf } = pull
  addMatching(pull, info.preferredAffinity, other, 1)
  addMatching(pull, info.preferredAntiAffinity, other, -1)
  addMatching(pull, other.preferredAffinity, info, 1)
  addMatching(pull, other.preferredAntiAffinity, info, -1)
  for (const term of other.requiredAffinity)
    if (termMatches(term, info.pod, labelsOf)) sums.add(node, term.topologyKey, hardPodAffinityWeight)
}

function addMatching(
  { sums, node, labelsOf }: Pull,
  terms: readonly AffinityTerm[],
  { pod }: PodInfo,
  sign: 1 | -1,
): void {
  for (const term of terms)
    if (termMatches(term, pod, labelsOf)) sums.add(node, term.topologyKey, sign * term.weight)
}

/** Spreads sums, which may be negative, over 0 to 100. */
export function normalizeSums(scores: number[]): void {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) {
    least = Math.min(least, score)
    most = Math.max(most, score)
  }
  const range = most - least
  for (let i = 0; i < scores.length; i++)
    scores[i] = range > 0 ? Math.floor((maxNodeScore * ((scores[i] ?? 0) - least)) / range) : 0
}
