const perMs = 20
const maxMs = 10_000

/** How long all calls of a run took, counted in steps of a twentieth of a millisecond. */
export class Latencies {
  readonly #counts = new Uint32Array(maxMs * perMs + 1)
  #all = 0

  add(ms: number): void {
    const step = Math.min(this.#counts.length - 1, Math.floor(ms * perMs))
    this.#counts[step] = (this.#counts[step] ?? 0) + 1
    this.#all++
  }

  /** The time, in milliseconds, that so large a part of the calls did not exceed; 0.99 for the 99th percentile. */
  percentile(part: number): number {
    let left = Math.ceil(this.#all * part)
    for (const [step, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0) return (step + 1) / perMs
    }
    return maxMs
  }
}
