import type { NodeAddress, NodeSystemInfo } from '@knarr/api/core/v1'

/** What a node is, as its status and labels tell it. */
export interface NodeFacts {
  readonly name: string
  readonly memoryBytes: number
  readonly capacity: Readonly<Record<string, string>>
  readonly allocatable: Readonly<Record<string, string>>
  /** '' where the node has no range of its own. */
  readonly podCidr: string
  readonly addresses: readonly NodeAddress[]
  readonly labels: Readonly<Record<string, string>>
  readonly nodeInfo: NodeSystemInfo
}
