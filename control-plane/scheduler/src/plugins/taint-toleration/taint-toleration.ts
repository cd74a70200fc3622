import type { Taint } from '@knarr/api/core/v1'
import { invert } from '../../framework/normalize.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'
import { toleratesTaint } from './tolerates-taint.ts'

/** Keeps pods off nodes whose taints they do not tolerate, and prefers nodes with fewer soft ones. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  wakesOn: ['node-added', 'node-changed'],

  filter(pod, { node }) {
    const { taints } = node.spec
    if (!taints) return undefined
    const tolerations = pod.spec.tolerations ?? []
    const isHard = ({ effect }: Taint): boolean => effect === 'NoSchedule' || effect === 'NoExecute'
    const taint = taints.find((each) => isHard(each) && !tolerations.some((one) => toleratesTaint(one, each)))
    return taint && unresolvable(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`)
  },

  score(pod, { node }) {
    const tolerations = (pod.spec.tolerations ?? []).filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    )
    const soft = (node.spec.taints ?? []).filter(({ effect }) => effect === 'PreferNoSchedule')
    return soft.filter((taint) => !tolerations.some((toleration) => toleratesTaint(toleration, taint))).length
  },

  normalize: invert,
}
