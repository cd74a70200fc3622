import type { Node, Taint } from '@knarr/api/core/v1'
import type { HostPort } from './host-ports.ts'
import { hasAffinity, type PodInfo } from './pod-info.ts'
import { addResources, noResources, type Resources, resourcesOf } from './resources.ts'

const noTaints: readonly Taint[] = []

/** A node with the sum of what runs there, kept as pods come and go. */
export class NodeInfo {
  readonly name: string
  node: Node
  labels: Readonly<Record<string, string>> = {}
  allocatable: Resources = noResources()
  /** Taints that keep pods off: NoSchedule and NoExecute. */
  hardTaints: readonly Taint[] = noTaints
  /** Taints that only make the node less liked: PreferNoSchedule. */
  softTaints: readonly Taint[] = noTaints
  readonly requested: Resources = noResources()
  readonly nonZero: { cpu: number; memory: number } = { cpu: 0, memory: 0 }
  readonly pods: Map<string, PodInfo> = new Map()
  readonly podsWithAffinity: Map<string, PodInfo> = new Map()
  readonly podsWithRequiredAntiAffinity: Map<string, PodInfo> = new Map()
  /** Host ports taken, with the addresses they are taken on. */
  readonly usedPorts: Map<string, HostPort[]> = new Map()
  /** Counts of pods by what was counted; forgotten whenever the pods change. */
  readonly #counts = new Map<string, number>()

  constructor(node: Node) {
    this.name = node.metadata.name
    this.node = node
    this.setNode(node)
  }

  setNode(node: Node): void {
    const { taints = [] } = node.spec
    this.node = node
    this.labels = node.metadata.labels ?? {}
    this.allocatable = resourcesOf(node.status?.allocatable)
    this.hardTaints = taints.filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    this.softTaints = taints.filter(({ effect }) => effect === 'PreferNoSchedule')
  }

  add(info: PodInfo): void {
    this.remove(info.uid)
    this.pods.set(info.uid, info)
    if (hasAffinity(info)) this.podsWithAffinity.set(info.uid, info)
    if (info.requiredAntiAffinity.length > 0) this.podsWithRequiredAntiAffinity.set(info.uid, info)
    for (const port of info.hostPorts) {
      const taken = this.usedPorts.get(port.port)
      if (taken) taken.push(port)
      else this.usedPorts.set(port.port, [port])
    }
    this.#count(info, 1)
  }

  remove(uid: string): void {
    const info = this.pods.get(uid)
    if (!info) return
    this.pods.delete(uid)
    this.podsWithAffinity.delete(uid)
    this.podsWithRequiredAntiAffinity.delete(uid)
    for (const port of info.hostPorts) {
      const taken = this.usedPorts.get(port.port)?.filter((other) => other !== port) ?? []
      if (taken.length > 0) this.usedPorts.set(port.port, taken)
      else this.usedPorts.delete(port.port)
    }
    this.#count(info, -1)
  }

  /** How many pods pass `test`, which must depend on nothing but the pod and `key`. */
  countPods(key: string, test: (info: PodInfo) => boolean): number {
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    let count = 0
    for (const info of this.pods.values()) if (test(info)) count++
    this.#counts.set(key, count)
    return count
  }

  /** A copy to try things on. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.node)
    for (const info of this.pods.values()) copy.add(info)
    return copy
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    addResources(this.requested, info.requests, sign)
    this.nonZero.cpu += sign * info.nonZero.cpu
    this.nonZero.memory += sign * info.nonZero.memory
    if (this.#counts.size > 0) this.#counts.clear()
  }
}
