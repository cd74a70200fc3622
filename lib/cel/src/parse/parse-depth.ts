import { ParseError } from './issue.ts'

const deepest = 250

/** Refuses expressions that nest more deeply than could be walked. */
export class ParseDepth {
  #depth = 0

  /** The depth to go back to after a chain. */
  mark(): number {
    return this.#depth
  }

  reset(depth: number): void {
    this.#depth = depth
  }

  deepen(offset: number): void {
    this.#depth++
    if (this.#depth > deepest) throw new ParseError(offset, `expression recursion limit exceeded: ${deepest}`)
  }

  within<T>(offset: number, read: () => T): T {
    const before = this.#depth
    this.deepen(offset)
    const result = read()
    this.#depth = before
    return result
  }
}
