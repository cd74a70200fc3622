import { type Node, nodes } from '@knarr/api/core/v1'
import type { Strategy } from '../../strategy.ts'
import { strategyOf } from '../../strategy-of.ts'
import { nodeTable } from './node-table.ts'
import { validateNode, validateNodeStatus, validateNodeUpdate } from './node-validation.ts'

export const nodeStrategy: Strategy<Node> = strategyOf<Node>({
  resource: nodes,
  bumpsGeneration: null,
  defaults: (node) => {
    node.spec ??= {}
    setAllocatable(node)
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  validateStatusUpdate: validateNodeStatus,
  selectableFields: ({ spec }) => ({ 'spec.unschedulable': String(spec.unschedulable ?? false) }),
  table: nodeTable,
})

/** Before a kubelet says otherwise everything a node has may be used. */
function setAllocatable({ status }: Node): void {
  if (!status?.capacity || status.allocatable) return
  status.allocatable = { ...status.capacity }
}
