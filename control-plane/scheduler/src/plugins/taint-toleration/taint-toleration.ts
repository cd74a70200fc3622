import type { Taint, Toleration } from '@knarr/api/core/v1'
import type { StateKey } from '../../framework/cycle-state.ts'
import { invertScores } from '../../framework/normalize.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'
import { toleratesTaint, untoleratedTaint } from './tolerates-taint.ts'

const untolerated = unresolvable('node(s) had untolerated taint(s)')
const softTolerations: StateKey<readonly Toleration[]> = { name: 'TaintToleration' }

const isHard = ({ effect }: Taint): boolean => effect === 'NoSchedule' || effect === 'NoExecute'

/** Keeps pods off nodes whose taints they do not tolerate, and prefers nodes with fewer soft ones. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  events: [
    {
      on: ['nodeAdd', 'nodeTaint'],
      mayHelp: ({ spec }, { node }) =>
        !untoleratedTaint((node?.spec.taints ?? []).filter(isHard), spec.tolerations),
    },
    { on: ['podTolerations'] },
  ],

  filter({ pod }, { hardTaints }) {
    if (hardTaints.length === 0) return undefined
    return untoleratedTaint(hardTaints, pod.spec.tolerations) ? untolerated : undefined
  },

  preScore({ pod }, _nodes, { state }) {
    const soft = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    state.write(softTolerations, soft)
    return undefined
  },

  score(_info, { softTaints }, { state }) {
    if (softTaints.length === 0) return 0
    const tolerations = state.read(softTolerations) ?? []
    let disliked = 0
    for (const taint of softTaints)
      if (!tolerations.some((toleration) => toleratesTaint(toleration, taint))) disliked++
    return disliked
  },

  normalizeScore: invertScores,
}
