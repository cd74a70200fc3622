import type { Change } from '../store.ts'

/** What one change weighs beside its value. */
const overhead = 256

/** The newest changes of one prefix, as many as a budget of bytes allows. */
export class ChangeRing {
  readonly #maxBytes: number
  #changes: Change[] = []
  #start = 0
  #bytes = 0
  #after: number

  /** Every change of the prefix after revision `after` will be added. */
  constructor(after: number, maxBytes: number) {
    this.#after = after
    this.#maxBytes = maxBytes
  }

  add(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#changes.push(change)
      this.#bytes += weightOf(change)
    }
    while (this.#bytes > this.#maxBytes && this.#start < this.#changes.length) this.#evict()
    if (this.#start > 64 && this.#start * 2 > this.#changes.length) {
      this.#changes = this.#changes.slice(this.#start)
      this.#start = 0
    }
  }

  #evict(): void {
    const oldest = this.#changes[this.#start] as Change
    this.#bytes -= weightOf(oldest)
    this.#after = oldest.revision
    this.#start++
  }

  /** The changes after `revision`, or undefined when some have been dropped. */
  since(revision: number): Change[] | undefined {
    if (revision < this.#after) return undefined
    let low = this.#start
    let high = this.#changes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#changes[middle]?.revision ?? 0) <= revision) low = middle + 1
      else high = middle
    }
    return this.#changes.slice(low)
  }
}

function weightOf({ item }: Change): number {
  return overhead + (item?.value.length ?? 0)
}
