import type { PodInfo } from '../cache/pod-info.ts'

/** Pods that wait for room made for them on a node: others must leave it to them. */
export class Nominator {
  readonly #nodeOf = new Map<string, string>()
  readonly #onNode = new Map<string, Map<string, PodInfo>>()

  add(info: PodInfo, node: string): void {
    this.remove(info.uid)
    this.#nodeOf.set(info.uid, node)
    const pods = this.#onNode.get(node)
    if (pods) pods.set(info.uid, info)
    else this.#onNode.set(node, new Map([[info.uid, info]]))
  }

  remove(uid: string): void {
    const node = this.#nodeOf.get(uid)
    if (node === undefined) return
    this.#nodeOf.delete(uid)
    const pods = this.#onNode.get(node)
    pods?.delete(uid)
    if (pods?.size === 0) this.#onNode.delete(node)
  }

  nodeOf(uid: string): string | undefined {
    return this.#nodeOf.get(uid)
  }

  onNode(node: string): ReadonlyMap<string, PodInfo> | undefined {
    return this.#onNode.get(node)
  }
}
