import type { Node, Pod } from '@knarr/api/core/v1'
import type { Snapshot } from '../framework/plugin.ts'
import { NodeInfo, podInfoOf } from './node-info.ts'

/**
 * Nodes with their pods, kept from informers' events, together with pods assumed on a node until the API
 * confirms them. A cycle runs without interruption, so the live state is its snapshot.
 */
export class SchedulerCache implements Snapshot {
  readonly #nodes = new Map<string, NodeInfo>()
  /** Pods by uid and the node they count on; nodes may come after their pods. */
  readonly #placed = new Map<string, { readonly node: string; readonly pod: Pod }>()
  readonly #assumed = new Set<string>()
  #list: readonly NodeInfo[] | undefined

  get nodes(): readonly NodeInfo[] {
    this.#list ??= [...this.#nodes.values()]
    return this.#list
  }

  node(name: string): NodeInfo | undefined {
    return this.#nodes.get(name)
  }

  setNode(node: Node): void {
    const known = this.#nodes.get(node.metadata.name)
    if (known) {
      known.setNode(node)
      return
    }
    const info = new NodeInfo(node)
    this.#nodes.set(info.name, info)
    this.#list = undefined
    for (const { node: name, pod } of this.#placed.values()) if (name === info.name) info.add(podInfoOf(pod))
  }

  removeNode(name: string): void {
    this.#nodes.delete(name)
    this.#list = undefined
  }

  /** A pod the API shows on a node; an assumption about it is over. */
  setPod(pod: Pod): void {
    const { uid } = pod.metadata
    this.#assumed.delete(uid)
    this.#place(pod, pod.spec.nodeName ?? '')
  }

  removePod(uid: string): void {
    const placed = this.#placed.get(uid)
    this.#placed.delete(uid)
    this.#assumed.delete(uid)
    if (placed) this.#nodes.get(placed.node)?.remove(uid)
  }

  /** Counts the pod on a node before the API has heard of it. */
  assume(pod: Pod, node: string): void {
    this.#assumed.add(pod.metadata.uid)
    this.#place(pod, node)
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid)
  }

  /** Takes an assumption back, unless the API has confirmed it meanwhile. */
  forget(uid: string): void {
    if (this.#assumed.has(uid)) this.removePod(uid)
  }

  #place(pod: Pod, node: string): void {
    const { uid } = pod.metadata
    const before = this.#placed.get(uid)
    if (before && before.node !== node) this.#nodes.get(before.node)?.remove(uid)
    this.#placed.set(uid, { node, pod })
    this.#nodes.get(node)?.add(podInfoOf(pod))
  }
}
