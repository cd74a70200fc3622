import type { Pod } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import type { NodeInfo } from '../cache/node-info.ts'
import type { QueuedPod } from '../queue/queued-pod.ts'
import type { Status } from './status.ts'

/** What plugins keep for one pod's cycle, by key: written in preFilter or preScore, read in filter and score. */
export type CycleState = Map<string, unknown>

/** What the cluster looks like to one cycle; it does not change while the cycle runs. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[]
  node(name: string): NodeInfo | undefined
}

export interface CycleContext {
  readonly state: CycleState
  readonly snapshot: Snapshot
  readonly client: Client
}

/** What happened in the cluster, as far as it may make a waiting pod fit. */
export type ClusterEvent = 'node-added' | 'node-changed' | 'pod-removed' | 'pod-changed' | 'pod-assigned'

/**
 * A scheduler plugin: an object literal with the extension points it has (upstream's framework, same names and
 * order). `filter` and `score` are called for each node and must not allocate needlessly.
 */
export interface Plugin {
  readonly name: string
  preEnqueue?(pod: Pod): Status | undefined
  /** Whether `a` goes before `b`; exactly one plugin of a profile has it. */
  less?(a: QueuedPod, b: QueuedPod): boolean
  /** May name the only nodes worth looking at. */
  preFilter?(
    pod: Pod,
    context: CycleContext,
  ): { readonly status?: Status; readonly nodeNames?: ReadonlySet<string> } | undefined
  filter?(pod: Pod, node: NodeInfo, context: CycleContext): Status | undefined
  /** Runs when no node fits: may make room and nominate one. */
  postFilter?(
    pod: Pod,
    rejected: ReadonlyMap<string, Status>,
    context: CycleContext,
  ): Promise<string | undefined>
  preScore?(pod: Pod, nodes: readonly NodeInfo[], context: CycleContext): Status | undefined
  /** 0 to 100 after `normalize`; higher is better. */
  score?(pod: Pod, node: NodeInfo, context: CycleContext): number
  normalize?(scores: Map<string, number>, pod: Pod): void
  reserve?(pod: Pod, node: string, context: CycleContext): Status | undefined
  unreserve?(pod: Pod, node: string, context: CycleContext): void
  permit?(pod: Pod, node: string, context: CycleContext): Promise<Status | undefined>
  preBind?(pod: Pod, node: string, context: CycleContext): Promise<Status | undefined>
  bind?(pod: Pod, node: string, context: CycleContext): Promise<Status | undefined>
  postBind?(pod: Pod, node: string): void
  /** Events after which a pod this plugin rejected is worth another try; all of them unless given. */
  readonly wakesOn?: readonly ClusterEvent[]
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
}
