import type { Node, PodSpec } from '@knarr/api/core/v1'
import { matchesAnyTerm } from './node-selector-term.ts'

/** Whether a node fits a pod's nodeSelector and required node affinity. */
export function matchesNodeAffinity(
  { spec: { nodeSelector, affinity } }: { readonly spec: Pick<PodSpec, 'nodeSelector' | 'affinity'> },
  node: Node,
): boolean {
  for (const name in nodeSelector) if (node.metadata.labels?.[name] !== nodeSelector[name]) return false
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || matchesAnyTerm(node, required.nodeSelectorTerms)
}
