import type { NodeInfo } from '../../cache/node-info.ts'

/** Sums by topology key and the value nodes have for it. */
export class TopologyCounts {
  readonly #counts = new Map<string, Map<string, number>>()

  get isEmpty(): boolean {
    for (const values of this.#counts.values())
      for (const count of values.values()) if (count !== 0) return false
    return true
  }

  /** Adds to the node's domain of the key, if it is in one. */
  add({ labels }: NodeInfo, key: string, by: number): void {
    const value = labels[key]
    if (value === undefined || by === 0) return
    let values = this.#counts.get(key)
    if (!values) {
      values = new Map()
      this.#counts.set(key, values)
    }
    values.set(value, (values.get(value) ?? 0) + by)
  }

  get(key: string, value: string | undefined): number {
    return value === undefined ? 0 : (this.#counts.get(key)?.get(value) ?? 0)
  }

  /** The sum over all domains the node is in. */
  total({ labels }: NodeInfo): number {
    let sum = 0
    for (const [key, values] of this.#counts) {
      const value = labels[key]
      if (value !== undefined) sum += values.get(value) ?? 0
    }
    return sum
  }

  /** Whether any of the node's domains has a positive count. */
  touches({ labels }: NodeInfo): boolean {
    for (const [key, values] of this.#counts) {
      const value = labels[key]
      if (value !== undefined && (values.get(value) ?? 0) > 0) return true
    }
    return false
  }

  copy(): TopologyCounts {
    const copy = new TopologyCounts()
    for (const [key, values] of this.#counts) copy.#counts.set(key, new Map(values))
    return copy
  }
}
