import type { NodeInfo } from '../../cache/node-info.ts'
import { podRequests, type Resources } from '../../cache/pod-resources.ts'
import type { Plugin } from '../../framework/plugin.ts'
import { type Status, unresolvable, unschedulable } from '../../framework/status.ts'

const key = 'NodeResourcesFit'

/** What scoring takes a pod without requests to need, so that such pods spread too. */
const assumedCpu = 100
const assumedMemory = 200 * 1024 * 1024

/** Holds pods to nodes with room for their requests, and prefers nodes with more left (LeastAllocated). */
export const nodeResourcesFit: Plugin = {
  name: key,
  wakesOn: ['node-added', 'node-changed', 'pod-removed'],

  preFilter(pod, { state }) {
    state.set(key, podRequests(pod))
    return undefined
  },

  filter(_pod, node, { state }) {
    const wanted = state.get(key) as Resources
    const short = shortages(wanted, node, node.requested)
    if (short.length === 0) return undefined
    const status: Status = unschedulable(...short)
    // A pod larger than the whole empty node cannot be helped by evicting others.
    const never = shortages(wanted, node, none).some((reason) => reason !== tooMany)
    return never ? unresolvable(...short) : status
  },

  score(_pod, { allocatable, requested }, { state }) {
    const wanted = state.get(key) as Resources
    const cpu = leftOf(allocatable.cpu, requested.cpu + (wanted.cpu || assumedCpu))
    const memory = leftOf(allocatable.memory, requested.memory + (wanted.memory || assumedMemory))
    return Math.floor((cpu + memory) / 2)
  },
}

const tooMany = 'Too many pods'
const none: Resources = { cpu: 0, memory: 0, ephemeralStorage: 0, scalar: new Map() }

function leftOf(allocatable: number, used: number): number {
  return allocatable === 0 || used > allocatable ? 0 : Math.floor(((allocatable - used) * 100) / allocatable)
}

function shortages(wanted: Resources, { allocatable, maxPods, pods }: NodeInfo, used: Resources): string[] {
  const reasons: string[] = []
  if (used !== none && pods.size + 1 > maxPods) reasons.push(tooMany)
  const check = (name: string, amount: number, free: number): void => {
    if (amount > 0 && amount > free) reasons.push(`Insufficient ${name}`)
  }
  check('cpu', wanted.cpu, allocatable.cpu - used.cpu)
  check('memory', wanted.memory, allocatable.memory - used.memory)
  check('ephemeral-storage', wanted.ephemeralStorage, allocatable.ephemeralStorage - used.ephemeralStorage)
  for (const [name, amount] of wanted.scalar) {
    check(name, amount, (allocatable.scalar.get(name) ?? 0) - (used.scalar.get(name) ?? 0))
  }
  return reasons
}
