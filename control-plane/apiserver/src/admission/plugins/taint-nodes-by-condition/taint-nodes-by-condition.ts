import type { Node } from '@knarr/api/core/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'

const key = 'node.kubernetes.io/not-ready'
const effect = 'NoSchedule'

/** Nothing is scheduled to a new node before the node lifecycle controller saw that it is ready. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',

  handles: ({ operation, resource, subresource }) =>
    operation === 'CREATE' && resource.plural === 'nodes' && resource.group === '' && subresource === '',

  admit({ object }) {
    const node = object as Node
    const taints = node.spec?.taints ?? []
    if (taints.some((taint) => taint.key === key && taint.effect === effect)) return
    node.spec = { ...node.spec, taints: [...taints, { key, effect }] }
  },
}
