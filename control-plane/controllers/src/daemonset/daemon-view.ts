import type { DaemonSet } from '@knarr/api/apps/v1'
import type { Node, Pod } from '@knarr/api/core/v1'
import { scaledIntOrPercent } from '@knarr/machinery'
import { isTerminal } from '../pod/pod-state.ts'
import { labels } from '../well-known.ts'
import { fitOf, type NodeFit, targetNodeOf } from './daemon-pod.ts'

/** One node as the set sees it. */
export interface NodeView extends NodeFit {
  readonly name: string
  /** The set's pods that are on it or meant for it, oldest first. */
  readonly pods: readonly Pod[]
}

export interface DaemonView {
  readonly set: DaemonSet
  /** Of the present template. */
  readonly hash: string
  readonly nodes: readonly NodeView[]
  /** Pods that wait for a node that is gone. */
  readonly stranded: readonly Pod[]
  readonly nowMs: number
}

/** Sorts a set's pods by node; ended pods that are being deleted count no more. */
export function viewDaemons(
  set: DaemonSet,
  {
    nodes,
    pods,
    hash,
    nowMs,
  }: Pick<DaemonView, 'hash' | 'nowMs'> & {
    readonly nodes: readonly Node[]
    readonly pods: readonly Pod[]
  },
): DaemonView {
  const live = pods.filter((pod) => !(isTerminal(pod) && pod.metadata.deletionTimestamp))
  const byNode = Map.groupBy(live, targetNodeOf)
  const names = new Set(nodes.map(({ metadata }) => metadata.name))
  const nodeViews = nodes.map((node) => ({
    name: node.metadata.name,
    ...fitOf(set, node),
    pods: (byNode.get(node.metadata.name) ?? []).toSorted(boundAndOldFirst),
  }))
  const stranded = live.filter((pod) => !pod.spec.nodeName && !names.has(targetNodeOf(pod) ?? ''))
  return { set, hash, nodes: nodeViews, stranded, nowMs }
}

/** Whether a pod is of the present template. */
export function isUpdated({ metadata }: Pod, { hash }: DaemonView): boolean {
  return metadata.labels?.[labels.controllerRevisionHash] === hash
}

export interface RolloutLimits {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/** Of the nodes that are to have a pod; percentages round up, and one of the two is never 0. */
export function rolloutLimits({ set, nodes }: DaemonView): RolloutLimits {
  const wanted = nodes.filter(({ shouldRun }) => shouldRun).length
  const { maxSurge, maxUnavailable } = set.spec.updateStrategy?.rollingUpdate ?? {}
  const surge = scaledIntOrPercent(maxSurge ?? 0, wanted, true)
  const unavailable = scaledIntOrPercent(maxUnavailable ?? 1, wanted, true)
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** Whether a second pod may run on a node during a rollout. */
export function allowsSurge({ spec }: DaemonSet): boolean {
  const { type, rollingUpdate } = spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return false
  return scaledIntOrPercent(rollingUpdate?.maxSurge ?? 0, 100, true) > 0
}

function boundAndOldFirst(a: Pod, b: Pod): number {
  const boundness = Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName))
  if (boundness !== 0) return boundness
  const createdMs = ({ metadata }: Pod): number => Date.parse(metadata.creationTimestamp ?? '') || 0
  return createdMs(a) - createdMs(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
}
