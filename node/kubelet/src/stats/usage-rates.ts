interface Look {
  readonly atMs: number
  readonly nanoseconds: number
  readonly rate: number | undefined
}

/** Two looks closer than this say little. */
const leastMs = 1000

/** How fast processors are used, from looks at what was used in all. */
export class UsageRates {
  readonly #looks = new Map<string, Look>()
  #seen = new Set<string>()

  /** In billionths of a processor since an earlier look; undefined at the first. One that began anew has none either. */
  rateOf(id: string, atMs: number, nanoseconds: number): number | undefined {
    this.#seen.add(id)
    const before = this.#looks.get(id)
    const passedMs = atMs - (before?.atMs ?? atMs)
    if (before && nanoseconds >= before.nanoseconds && passedMs < leastMs) return before.rate
    const isFirst = !before || nanoseconds < before.nanoseconds
    const rate = isFirst ? undefined : Math.round((nanoseconds - before.nanoseconds) / (passedMs / 1000))
    this.#looks.set(id, { atMs, nanoseconds, rate })
    return rate
  }

  /** Forgets what nobody asked for since this was last called. */
  forgetUnseen(): void {
    for (const id of this.#looks.keys()) if (!this.#seen.has(id)) this.#looks.delete(id)
    this.#seen = new Set()
  }
}
