import type { NodeSelector, Pod } from '@knarr/api/core/v1'
import { matchesNodeAffinity, matchesTerm } from '@knarr/controller'
import { scaleScores } from '../../framework/normalize.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { skip, unresolvable } from '../../framework/status.ts'

const mismatch = unresolvable("node(s) didn't match Pod's node affinity/selector")
const conflicting = unresolvable('pod affinity terms conflict')

function requiredOf({ spec }: Pod): NodeSelector | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
}

/** The only nodes the terms can mean, where every one of them names some (as daemon pods' do). */
function namedNodes({ nodeSelectorTerms }: NodeSelector): ReadonlySet<string> | undefined {
  const all = new Set<string>()
  for (const { matchFields = [] } of nodeSelectorTerms) {
    const named = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => new Set(values))
    const [first, ...rest] = named
    if (!first) return undefined
    for (const name of rest.reduce((left, right) => left.intersection(right), first)) all.add(name)
  }
  return nodeSelectorTerms.length > 0 ? all : undefined
}

/** Holds pods to nodes that fit their nodeSelector and required node affinity, and prefers the preferred. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  events: [
    {
      on: ['nodeAdd', 'nodeLabel'],
      mayHelp: (pod, { node }) => node !== undefined && matchesNodeAffinity(pod, node),
    },
  ],

  preFilter({ pod }) {
    const required = requiredOf(pod)
    if (!required) return pod.spec.nodeSelector ? undefined : { status: skip }
    const nodeNames = namedNodes(required)
    if (!nodeNames) return undefined
    return nodeNames.size === 0 ? { status: conflicting } : { nodeNames }
  },

  filter({ pod }, { node }) {
    return matchesNodeAffinity(pod, node) ? undefined : mismatch
  },

  preScore({ pod }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution
    return preferred?.length ? undefined : skip
  },

  score({ pod }, { node }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    let sum = 0
    for (const { weight, preference } of preferred) if (matchesTerm(node, preference)) sum += weight
    return sum
  },

  normalizeScore: scaleScores,
}
