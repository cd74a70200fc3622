interface Entry {
  readonly count: number
  readonly atMs: number
}

/** The longest window and the longest period that rules can ask for. */
const memoryMs = 3600_000

/** What was recommended for one autoscaler, and what was done. */
export class ScaleHistory {
  #recommendations: Entry[] = []
  #changes: Entry[] = []

  /** What was recommended at that time or later. */
  recommended(sinceMs: number): readonly number[] {
    return this.#recommendations.filter(({ atMs }) => atMs > sinceMs).map(({ count }) => count)
  }

  recommend(replicas: number, nowMs: number): void {
    this.#recommendations = recent([...this.#recommendations, { count: replicas, atMs: nowMs }], nowMs)
  }

  /** The replicas there were when first seen count as recommended. */
  start(replicas: number, nowMs: number): void {
    if (this.#recommendations.length === 0) this.recommend(replicas, nowMs)
  }

  /** How many replicas came, less those that went, after that time. */
  changedSince(sinceMs: number): number {
    return this.#changes.reduce((sum, { count, atMs }) => (atMs > sinceMs ? sum + count : sum), 0)
  }

  change(difference: number, nowMs: number): void {
    this.#changes = recent([...this.#changes, { count: difference, atMs: nowMs }], nowMs)
  }
}

function recent(entries: readonly Entry[], nowMs: number): Entry[] {
  return entries.filter(({ atMs }) => atMs > nowMs - memoryMs)
}
