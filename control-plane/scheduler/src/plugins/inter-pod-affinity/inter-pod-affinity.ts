import { namespaces } from '@knarr/api/core/v1'
import type { NamespaceLabels } from '../../cache/affinity-term.ts'
import type { Cycle, Plugin } from '../../framework/plugin.ts'
import { skip } from '../../framework/status.ts'
import { affinityCounts, countAffinity, filterByAffinity, updateAffinity } from './affinity-filter.ts'
import { affinityScores, normalizeSums, sumAffinity } from './affinity-score.ts'

function namespaceLabels({ handle }: Cycle): NamespaceLabels {
  return (name) => handle.lister.get(namespaces, { namespace: '', name })?.metadata.labels
}

/** Brings pods together or keeps them apart by `podAffinity` and `podAntiAffinity`, their own and others'. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  resources: [namespaces],
  events: [
    {
      on: [
        'assignedPodAdd',
        'assignedPodLabel',
        'assignedPodDelete',
        'nodeAdd',
        'nodeLabel',
        'namespaceLabel',
        'podLabel',
      ],
    },
  ],

  preFilter(info, cycle) {
    const counts = countAffinity(info, cycle.snapshot, namespaceLabels(cycle))
    if (!counts) return { status: skip }
    cycle.state.write(affinityCounts, counts)
    return undefined
  },

  filter(info, node, cycle) {
    const counts = cycle.state.read(affinityCounts)
    return counts && filterByAffinity(info, node, counts, namespaceLabels(cycle))
  },

  addPod(info, added, node, cycle) {
    const counts = cycle.state.read(affinityCounts)
    if (counts) updateAffinity(counts, info, added, { node, labelsOf: namespaceLabels(cycle), by: 1 })
  },

  removePod(info, removed, node, cycle) {
    const counts = cycle.state.read(affinityCounts)
    if (counts) updateAffinity(counts, info, removed, { node, labelsOf: namespaceLabels(cycle), by: -1 })
  },

  preScore(info, _nodes, cycle) {
    const sums = sumAffinity(info, cycle.snapshot, namespaceLabels(cycle))
    if (sums.isEmpty) return skip
    cycle.state.write(affinityScores, sums)
    return undefined
  },

  score(_info, node, { state }) {
    return state.read(affinityScores)?.total(node) ?? 0
  },

  normalizeScore: normalizeSums,
}
