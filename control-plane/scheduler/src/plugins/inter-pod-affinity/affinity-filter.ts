import { type AffinityTerm, type NamespaceLabels, termMatches } from '../../cache/affinity-term.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { StateKey } from '../../framework/cycle-state.ts'
import type { Snapshot } from '../../framework/plugin.ts'
import { type Status, unresolvable, unschedulable } from '../../framework/status.ts'
import { TopologyCounts } from './topology-counts.ts'

const noAffinity = unresolvable("node(s) didn't match pod affinity rules")
const antiAffinity = unschedulable("node(s) didn't match pod anti-affinity rules")
const existingAntiAffinity = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")

export interface AffinityCounts {
  /** Where running pods will not have the incoming one. */
  readonly existing: TopologyCounts
  /** Where pods are that the incoming one wants to be with: those that match all its terms. */
  readonly affinity: TopologyCounts
  /** Where pods are that it does not want to be with. */
  readonly antiAffinity: TopologyCounts
}

export const affinityCounts: StateKey<AffinityCounts> = {
  name: 'PreFilterInterPodAffinity',
  copy: (counts) => ({
    existing: counts.existing.copy(),
    affinity: counts.affinity.copy(),
    antiAffinity: counts.antiAffinity.copy(),
  }),
}

/** Counts over the whole cluster; undefined if no affinity is at stake. */
export function countAffinity(
  info: PodInfo,
  snapshot: Snapshot,
  labelsOf: NamespaceLabels,
): AffinityCounts | undefined {
  const counts: AffinityCounts = {
    existing: new TopologyCounts(),
    affinity: new TopologyCounts(),
    antiAffinity: new TopologyCounts(),
  }
  for (const node of snapshot.nodesWithRequiredAntiAffinity)
    for (const other of node.podsWithRequiredAntiAffinity.values())
      addExisting(counts, info, other, { node, labelsOf, by: 1 })
  const hasOwn = info.requiredAffinity.length > 0 || info.requiredAntiAffinity.length > 0
  if (!hasOwn) return counts.existing.isEmpty ? undefined : counts
  for (const node of snapshot.nodes) {
    if (node.pods.size === 0) continue
    addOwn(counts, info, node, labelsOf)
  }
  return counts
}

interface Change {
  readonly node: NodeInfo
  readonly labelsOf: NamespaceLabels
  readonly by: 1 | -1
}

/** Counts a pod that is tried on a node, or tried gone. */
export function updateAffinity(
  counts: AffinityCounts,
  info: PodInfo,
  changed: PodInfo,
  change: Change,
): void {
  const { node, labelsOf, by } = change
  addExisting(counts, info, changed, change)
  if (matchesAll(info.requiredAffinity, changed, labelsOf))
    for (const { topologyKey } of info.requiredAffinity) counts.affinity.add(node, topologyKey, by)
  for (const term of info.requiredAntiAffinity)
    if (termMatches(term, changed.pod, labelsOf)) counts.antiAffinity.add(node, term.topologyKey, by)
}

export function filterByAffinity(
  info: PodInfo,
  node: NodeInfo,
  counts: AffinityCounts,
  labelsOf: NamespaceLabels,
): Status | undefined {
  if (!satisfiesAffinity(info, node, counts, labelsOf)) return noAffinity
  for (const { topologyKey } of info.requiredAntiAffinity)
    if (counts.antiAffinity.get(topologyKey, node.labels[topologyKey]) > 0) return antiAffinity
  return counts.existing.touches(node) ? existingAntiAffinity : undefined
}

function addExisting(
  { existing }: AffinityCounts,
  info: PodInfo,
  other: PodInfo,
  { node, labelsOf, by }: Change,
): void {
  for (const term of other.requiredAntiAffinity)
    if (termMatches(term, info.pod, labelsOf)) existing.add(node, term.topologyKey, by)
}

function addOwn(counts: AffinityCounts, info: PodInfo, node: NodeInfo, labelsOf: NamespaceLabels): void {
  const { requiredAffinity, requiredAntiAffinity } = info
  if (requiredAffinity.length > 0) {
    const matching = countMatching(node, requiredAffinity, labelsOf)
    for (const { topologyKey } of requiredAffinity) counts.affinity.add(node, topologyKey, matching)
  }
  for (const term of requiredAntiAffinity)
    counts.antiAffinity.add(node, term.topologyKey, countMatching(node, [term], labelsOf))
}

/** Pods on the node that match all terms; remembered unless namespaces' labels have a say. */
function countMatching(node: NodeInfo, terms: readonly AffinityTerm[], labelsOf: NamespaceLabels): number {
  const test = (other: PodInfo): boolean => matchesAll(terms, other, labelsOf)
  if (terms.every(({ namespaceSelector }) => !namespaceSelector))
    return node.countPods(`affinity/${terms.map(({ text }) => text).join('&')}`, test)
  let count = 0
  for (const other of node.pods.values()) if (test(other)) count++
  return count
}

function matchesAll(terms: readonly AffinityTerm[], { pod }: PodInfo, labelsOf: NamespaceLabels): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, pod, labelsOf))
}

function satisfiesAffinity(
  info: PodInfo,
  { labels }: NodeInfo,
  { affinity }: AffinityCounts,
  labelsOf: NamespaceLabels,
): boolean {
  const { requiredAffinity } = info
  if (requiredAffinity.length === 0) return true
  if (requiredAffinity.some(({ topologyKey }) => labels[topologyKey] === undefined)) return false
  if (requiredAffinity.every(({ topologyKey }) => affinity.get(topologyKey, labels[topologyKey]) > 0))
    return true
  // The first of a group that wants to be together may go anywhere, or none of them could ever start.
  return affinity.isEmpty && matchesAll(requiredAffinity, info, labelsOf)
}
