import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'
import { toleratesTaint } from '../taint-toleration/tolerates-taint.ts'

const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Keeps pods off cordoned nodes, unless they tolerate the taint that says so. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  wakesOn: ['node-added', 'node-changed'],

  filter(pod, { node }) {
    if (!node.spec.unschedulable) return undefined
    const isTolerated = (pod.spec.tolerations ?? []).some((toleration) => toleratesTaint(toleration, taint))
    return isTolerated ? undefined : unresolvable('node(s) were unschedulable')
  },
}
