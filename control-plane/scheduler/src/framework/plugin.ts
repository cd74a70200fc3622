import type { Resource } from '@knarr/api'
import type { Pod } from '@knarr/api/core/v1'
import type { KubeObject } from '@knarr/machinery'
import type { ImageStates } from '../cache/image-states.ts'
import type { NodeInfo } from '../cache/node-info.ts'
import type { PodInfo } from '../cache/pod-info.ts'
import type { QueuedPod } from '../queue/queued-pod.ts'
import type { QueueingHint } from './cluster-event.ts'
import type { CycleState } from './cycle-state.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Handle } from './handle.ts'
import type { Status } from './status.ts'

/** What the cluster looks like to one cycle; it does not change while the cycle runs. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[]
  /** Nodes with a pod that has any pod affinity or anti-affinity. */
  readonly nodesWithAffinity: ReadonlySet<NodeInfo>
  readonly nodesWithRequiredAntiAffinity: ReadonlySet<NodeInfo>
  readonly images: ImageStates
  node(name: string): NodeInfo | undefined
}

/** One pod's way through the plugins. */
export interface Cycle {
  readonly state: CycleState
  readonly snapshot: Snapshot
  readonly handle: Handle
}

export interface PreFilterResult {
  readonly status?: Status
  /** The only nodes worth looking at. */
  readonly nodeNames?: ReadonlySet<string>
}

export interface PostFilterResult {
  /** The node to keep for the pod; '' takes an earlier nomination back. */
  readonly nominatedNodeName?: string
  readonly status?: Status
}

/**
 * A scheduler plugin: an object literal with the extension points it has (upstream's framework, same names and
 * order). All run synchronously in the scheduling cycle but permit, preBind and bind, which belong to the
 * binding cycle. `filter` and `score` are called for each node and must not allocate needlessly.
 */
export interface Plugin {
  readonly name: string
  /** What `cycle.handle.lister` must know for this plugin. */
  readonly resources?: readonly Resource<KubeObject>[]
  /** Events after which a pod this plugin rejected is worth another try; absent: any event. */
  readonly events?: readonly QueueingHint[]
  preEnqueue?(pod: Pod): Status | undefined
  /** Whether `a` goes before `b`; exactly one plugin of a profile has it. */
  queueSort?(a: QueuedPod, b: QueuedPod): boolean
  preFilter?(info: PodInfo, cycle: Cycle): PreFilterResult | undefined
  filter?(info: PodInfo, node: NodeInfo, cycle: Cycle): Status | undefined
  /** Brings what preFilter wrote up to date with a pod tried on a node (`PreFilterExtensions`). */
  addPod?(info: PodInfo, added: PodInfo, node: NodeInfo, cycle: Cycle): void
  removePod?(info: PodInfo, removed: PodInfo, node: NodeInfo, cycle: Cycle): void
  /** Runs when no node fits: may make room and nominate one. */
  postFilter?(info: PodInfo, diagnosis: Diagnosis, cycle: Cycle): PostFilterResult
  preScore?(info: PodInfo, nodes: readonly NodeInfo[], cycle: Cycle): Status | undefined
  /** 0 to 100 after `normalizeScore`; higher is better. */
  score?(info: PodInfo, node: NodeInfo, cycle: Cycle): number
  normalizeScore?(scores: number[], nodes: readonly NodeInfo[], cycle: Cycle): void
  reserve?(info: PodInfo, node: string, cycle: Cycle): Status | undefined
  unreserve?(info: PodInfo, node: string, cycle: Cycle): void
  /** Holds the binding back until the promise resolves (upstream's `Wait`). */
  permit?(info: PodInfo, node: string, cycle: Cycle): Promise<Status | undefined>
  preBind?(info: PodInfo, node: string, cycle: Cycle): Promise<Status | undefined>
  /** `skip` leaves the pod to the next binder. */
  bind?(info: PodInfo, node: string, cycle: Cycle): Promise<Status | undefined>
  postBind?(info: PodInfo, node: string, cycle: Cycle): void
}

/** A plugin and the weight of its score. */
export interface WeightedPlugin {
  readonly plugin: Plugin
  readonly weight: number
}

/** Which plugins pods of one `schedulerName` meet, in order. */
export interface Profile {
  readonly schedulerName: string
  readonly plugins: readonly WeightedPlugin[]
  /** How much of a large cluster to search; 0 or absent adapts to its size. */
  readonly percentageOfNodesToScore?: number
}
