import type { Node, Pod } from '@knarr/api/core/v1'
import { scale } from '../../framework/normalize.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'
import { matchesAnyTerm, matchesTerm } from './node-selector-term.ts'

function matchesSelector({ spec }: Pod, { metadata }: Node): boolean {
  for (const name in spec.nodeSelector) if (metadata.labels?.[name] !== spec.nodeSelector[name]) return false
  return true
}

/** Holds pods to nodes that fit their nodeSelector and required node affinity, and prefers the preferred. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  wakesOn: ['node-added', 'node-changed'],

  filter(pod, { node }) {
    const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    const fits = matchesSelector(pod, node) && (!required || matchesAnyTerm(node, required.nodeSelectorTerms))
    return fits ? undefined : unresolvable("node(s) didn't match Pod's node affinity/selector")
  },

  score(pod, { node }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    return preferred.reduce(
      (sum, { weight, preference }) => sum + (matchesTerm(node, preference) ? weight : 0),
      0,
    )
  },

  normalize: scale,
}
