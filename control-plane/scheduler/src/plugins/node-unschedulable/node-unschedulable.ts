import type { Pod } from '@knarr/api/core/v1'
import type { Plugin } from '../../framework/plugin.ts'
import { unresolvable } from '../../framework/status.ts'
import { untoleratedTaint } from '../taint-toleration/tolerates-taint.ts'

const taints = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]
const cordoned = unresolvable('node(s) were unschedulable')

const isTolerated = ({ spec }: Pod): boolean => !untoleratedTaint(taints, spec.tolerations)

/** Keeps pods off cordoned nodes, unless they tolerate the taint that says so. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  events: [
    {
      on: ['nodeAdd', 'nodeTaint'],
      mayHelp: (pod, { node }) => !node?.spec.unschedulable || isTolerated(pod),
    },
    { on: ['podTolerations'], mayHelp: isTolerated },
  ],

  filter({ pod }, { node }) {
    return node.spec.unschedulable && !isTolerated(pod) ? cordoned : undefined
  },
}
