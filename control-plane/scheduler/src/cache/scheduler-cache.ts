import type { Node, Pod } from '@knarr/api/core/v1'
import type { Snapshot } from '../framework/plugin.ts'
import { ImageStates } from './image-states.ts'
import { NodeInfo } from './node-info.ts'
import { type PodInfo, podInfoOf } from './pod-info.ts'
import { zoneOf, zoneOrder } from './zone-order.ts'

interface PlacedPod {
  readonly node: string
  readonly info: PodInfo
}

/** How long a bound pod may stay unconfirmed; 0 is for ever, as upstream's default. */
export interface CacheOptions {
  readonly assumedTtlMs?: number
}

/**
 * Nodes with their pods, kept from informers' events, together with pods assumed on a node until the API
 * confirms them. A scheduling cycle runs without interruption, so the live state is its snapshot: nothing is
 * copied, and a cycle costs only what it looks at.
 */
export class SchedulerCache implements Snapshot {
  readonly #assumedTtlMs: number
  readonly #nodes = new Map<string, NodeInfo>()
  /** Pods by uid and the node they count on; nodes may come after their pods. */
  readonly #placed = new Map<string, PlacedPod>()
  /** Assumed pods, with when they expire: undefined while the binding is under way or for ever. */
  readonly #assumed = new Map<string, number | undefined>()
  readonly #withAffinity = new Set<NodeInfo>()
  readonly #withAntiAffinity = new Set<NodeInfo>()
  readonly images: ImageStates = new ImageStates()
  #order: readonly NodeInfo[] | undefined

  constructor({ assumedTtlMs = 0 }: CacheOptions = {}) {
    this.#assumedTtlMs = assumedTtlMs
  }

  get nodes(): readonly NodeInfo[] {
    this.#order ??= zoneOrder(this.#nodes.values())
    return this.#order
  }

  get nodesWithAffinity(): ReadonlySet<NodeInfo> {
    return this.#withAffinity
  }

  get nodesWithRequiredAntiAffinity(): ReadonlySet<NodeInfo> {
    return this.#withAntiAffinity
  }

  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name)
  }

  setNode(node: Node): void {
    this.images.setNode(node)
    const known = this.#nodes.get(node.metadata.name)
    if (known) {
      const zone = zoneOf(known)
      known.setNode(node)
      if (zoneOf(known) !== zone) this.#order = undefined
      return
    }
    const info = new NodeInfo(node)
    this.#nodes.set(info.name, info)
    this.#order = undefined
    for (const { node: name, info: pod } of this.#placed.values()) if (name === info.name) info.add(pod)
    this.#index(info)
  }

  removeNode(name: string): void {
    const known = this.#nodes.get(name)
    if (!known) return
    this.#nodes.delete(name)
    this.#withAffinity.delete(known)
    this.#withAntiAffinity.delete(known)
    this.images.removeNode(name)
    this.#order = undefined
  }

  /** A pod the API shows on a node; an assumption about it is over. */
  setPod(pod: Pod): void {
    this.#assumed.delete(pod.metadata.uid)
    this.#place(podInfoOf(pod), pod.spec.nodeName ?? '')
  }

  removePod(uid: string): void {
    const placed = this.#placed.get(uid)
    this.#placed.delete(uid)
    this.#assumed.delete(uid)
    if (placed) this.#unplace(placed)
  }

  /** Counts the pod on a node before the API has heard of it. */
  assume(info: PodInfo, node: string): void {
    this.#assumed.set(info.uid, undefined)
    this.#place(info, node)
  }

  /** The binding was accepted: from now on the assumption may expire. */
  finishBinding(uid: string, nowMs: number): void {
    if (this.#assumed.has(uid) && this.#assumedTtlMs > 0) this.#assumed.set(uid, nowMs + this.#assumedTtlMs)
  }

  /** Drops assumptions the API did not confirm in time. */
  expireAssumed(nowMs: number): void {
    for (const [uid, deadlineMs] of this.#assumed)
      if (deadlineMs !== undefined && deadlineMs <= nowMs) this.removePod(uid)
  }

  hasPod(uid: string): boolean {
    return this.#placed.has(uid)
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid)
  }

  /** Takes an assumption back, unless the API has confirmed it meanwhile. */
  forget(uid: string): void {
    if (this.#assumed.has(uid)) this.removePod(uid)
  }

  #place(info: PodInfo, node: string): void {
    const before = this.#placed.get(info.uid)
    if (before && before.node !== node) this.#unplace(before)
    this.#placed.set(info.uid, { node, info })
    const known = this.#nodes.get(node)
    if (!known) return
    known.add(info)
    this.#index(known)
  }

  #unplace({ node, info }: PlacedPod): void {
    const known = this.#nodes.get(node)
    if (!known) return
    known.remove(info.uid)
    this.#index(known)
  }

  #index(node: NodeInfo): void {
    if (node.podsWithAffinity.size > 0) this.#withAffinity.add(node)
    else this.#withAffinity.delete(node)
    if (node.podsWithRequiredAntiAffinity.size > 0) this.#withAntiAffinity.add(node)
    else this.#withAntiAffinity.delete(node)
  }
}
