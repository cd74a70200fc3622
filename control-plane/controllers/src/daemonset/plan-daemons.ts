import type { Pod } from '@knarr/api/core/v1'
import { isAvailable, isReady } from '../pod/pod-state.ts'
import { allowsSurge, type DaemonView, isUpdated, type NodeView } from './daemon-view.ts'

/** What to do about a set's pods. */
export interface DaemonPlan {
  readonly remove: readonly Pod[]
  /** Pods that ended and are removed unless that happened too often of late. */
  readonly ended: readonly { readonly pod: Pod; readonly nodeName: string }[]
  /** Names of nodes that are to get a pod. */
  readonly create: readonly string[]
}

/** Brings a pod to every node that wants one, and takes away what does not belong; rollouts come after. */
export function planDaemons(view: DaemonView): DaemonPlan {
  const plans = view.nodes.map((node) => planNode(node, view))
  return {
    remove: [...plans.flatMap(({ remove }) => remove), ...view.stranded],
    ended: plans.flatMap(({ ended }) => ended),
    create: plans.flatMap(({ create }) => create),
  }
}

const nothing: DaemonPlan = { remove: [], ended: [], create: [] }

function planNode(node: NodeView, view: DaemonView): DaemonPlan {
  const { name, pods, shouldRun, mayStay } = node
  if (shouldRun && pods.length === 0) return { ...nothing, create: [name] }
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp)
  if (!mayStay) return { ...nothing, remove: staying }
  const ended = staying.filter(hasEnded).map((pod) => ({ pod, nodeName: name }))
  const running = staying.filter((pod) => !hasEnded(pod))
  if (!allowsSurge(view.set)) return { ...nothing, ended, remove: running.slice(1) }
  if (running.length === 0 && shouldRun) return { ...nothing, ended, create: [name] }
  return { ...nothing, ended, remove: running.length > 1 ? surplusOfSurge(running, view) : [] }
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded'
}

/** Of the old and the new pods one each may run, until the new one is available or the old one not ready. */
function surplusOfSurge(running: readonly Pod[], view: DaemonView): Pod[] {
  const fresh = running.find((pod) => isUpdated(pod, view))
  const old = running.find((pod) => !isUpdated(pod, view))
  const surplus = running.filter((pod) => pod !== fresh && pod !== old)
  const isOver = fresh && old && (!isReady(old) || isAvailableIn(fresh, view))
  return isOver ? [...surplus, old] : surplus
}

export function isAvailableIn(pod: Pod, { set, nowMs }: DaemonView): boolean {
  return isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)
}
