import type { Pod } from '@knarr/api/core/v1'
import type { NodeInfo } from '../../cache/node-info.ts'
import { podRequests } from '../../cache/pod-requests.ts'
import { type Resources, resourcesOf } from '../../cache/resources.ts'
import type { ClusterEvent } from '../../framework/cluster-event.ts'
import { maxNodeScore } from '../../framework/normalize.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { type Status, unresolvable, unschedulable } from '../../framework/status.ts'

/** Holds pods to nodes with room for their requests, and prefers nodes with more left (LeastAllocated). */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  events: [
    { on: ['assignedPodDelete', 'assignedPodScaleDown', 'podScaleDown'] },
    { on: ['nodeAdd', 'nodeAllocatable'], mayHelp: fitsEmptyNode },
  ],

  filter({ requests }, node) {
    return fits(requests, node) ? undefined : shortage(requests, node)
  },

  score({ nonZero }, node) {
    const { allocatable } = node
    let sum = 0
    let resources = 0
    if (allocatable.cpu > 0) {
      sum += freeShare(allocatable.cpu, node.nonZero.cpu + nonZero.cpu)
      resources++
    }
    if (allocatable.memory > 0) {
      sum += freeShare(allocatable.memory, node.nonZero.memory + nonZero.memory)
      resources++
    }
    return resources === 0 ? 0 : Math.floor(sum / resources)
  },
}

function freeShare(allocatable: number, used: number): number {
  return used > allocatable ? 0 : Math.floor(((allocatable - used) * maxNodeScore) / allocatable)
}

function fits(wanted: Resources, { allocatable, requested, pods }: NodeInfo): boolean {
  return (
    pods.size < allocatable.pods &&
    isFree(wanted.cpu, allocatable.cpu - requested.cpu) &&
    isFree(wanted.memory, allocatable.memory - requested.memory) &&
    isFree(wanted.ephemeralStorage, allocatable.ephemeralStorage - requested.ephemeralStorage) &&
    (wanted.scalar.size === 0 || fitScalar(wanted, allocatable, requested))
  )
}

function isFree(wanted: number, free: number): boolean {
  return wanted <= 0 || wanted <= free
}

function fitScalar({ scalar }: Resources, allocatable: Resources, requested: Resources): boolean {
  for (const [name, amount] of scalar) {
    if (!isFree(amount, (allocatable.scalar.get(name) ?? 0) - (requested.scalar.get(name) ?? 0))) return false
  }
  return true
}

/** What is short, in upstream's order; hopeless if the node would not do even without its pods. */
function shortage(wanted: Resources, { allocatable, requested, pods }: NodeInfo): Status {
  const reasons: string[] = []
  let isHopeless = false
  if (pods.size + 1 > allocatable.pods) reasons.push('Too many pods')
  for (const [name, amount] of amountsOf(wanted)) {
    const total = amountIn(allocatable, name)
    if (isFree(amount, total - amountIn(requested, name))) continue
    reasons.push(`Insufficient ${name}`)
    isHopeless ||= amount > total
  }
  return isHopeless ? unresolvable(...reasons) : unschedulable(...reasons)
}

function amountsOf(resources: Resources): readonly (readonly [string, number])[] {
  const { cpu, memory, ephemeralStorage, scalar } = resources
  return [['cpu', cpu], ['memory', memory], ['ephemeral-storage', ephemeralStorage], ...scalar]
}

function amountIn(resources: Resources, name: string): number {
  if (name === 'cpu') return resources.cpu
  if (name === 'memory') return resources.memory
  if (name === 'ephemeral-storage') return resources.ephemeralStorage
  return resources.scalar.get(name) ?? 0
}

function fitsEmptyNode(pod: Pod, { node }: ClusterEvent): boolean {
  const allocatable = resourcesOf(node?.status?.allocatable)
  return amountsOf(podRequests(pod)).every(([name, amount]) => amount <= amountIn(allocatable, name))
}
