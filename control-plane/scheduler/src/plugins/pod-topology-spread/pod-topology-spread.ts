import type { Plugin } from '../../framework/plugin.ts'
import { skip } from '../../framework/status.ts'
import { ownerResources } from './default-constraints.ts'
import { countDomains, filterNode, requiredDomains, updateDomains } from './spread-filter.ts'
import { countForScores, crowdOf, normalizeCrowds, spreadScores } from './spread-score.ts'

/**
 * Spreads pods over zones, hosts or whatever nodes' labels tell apart: required constraints filter, the
 * others and the system's defaults score.
 */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  resources: ownerResources,
  events: [
    {
      on: ['assignedPodAdd', 'assignedPodLabel', 'assignedPodDelete'],
      mayHelp: ({ metadata }, event) => event.pod?.metadata.namespace === metadata.namespace,
    },
    // A node that goes may take the least crowded domain with it.
    { on: ['nodeAdd', 'nodeDelete', 'nodeLabel', 'nodeTaint', 'podLabel'] },
  ],

  preFilter(info, cycle) {
    const domains = countDomains(info, cycle)
    if (domains.length === 0) return { status: skip }
    cycle.state.write(requiredDomains, domains)
    return undefined
  },

  filter(_info, node, { state }) {
    return filterNode(node, state.read(requiredDomains) ?? [])
  },

  addPod(info, added, node, { state }) {
    updateDomains(info, added, node, { domains: state.read(requiredDomains) ?? [], by: 1 })
  },

  removePod(info, removed, node, { state }) {
    updateDomains(info, removed, node, { domains: state.read(requiredDomains) ?? [], by: -1 })
  },

  preScore(info, nodes, cycle) {
    const counted = countForScores(info, nodes, cycle)
    if (!counted) return skip
    cycle.state.write(spreadScores, counted)
    return undefined
  },

  score(_info, node, { state }) {
    const counted = state.read(spreadScores)
    return counted ? crowdOf(node, counted) : 0
  },

  normalizeScore(scores, nodes, { state }) {
    const counted = state.read(spreadScores)
    if (counted) normalizeCrowds(scores, nodes, counted)
  },
}
