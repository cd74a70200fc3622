interface Interval {
  readonly first: number
  readonly last: number
}

/** A set of completion indexes as a Job's status writes it: `0-2,5,7,8`. Never changes; `with` makes another. */
export class IndexIntervals {
  static readonly none: IndexIntervals = new IndexIntervals([])
  readonly #intervals: readonly Interval[]

  private constructor(intervals: readonly Interval[]) {
    this.#intervals = intervals
  }

  /** Reads the text, without what is at or above `completions`. What is malformed is left out. */
  static parse(text: string | undefined, completions: number): IndexIntervals {
    const intervals: Interval[] = []
    for (const part of (text ?? '').split(',')) {
      const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
      if (first === undefined || Number(first) >= completions) continue
      intervals.push({ first: Number(first), last: Math.min(Number(last), completions - 1) })
    }
    return new IndexIntervals(joined(intervals))
  }

  get total(): number {
    return this.#intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  }

  has(index: number): boolean {
    let [low, high] = [0, this.#intervals.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const { first, last } = this.#intervals[middle] as Interval
      if (index >= first && index <= last) return true
      if (index < first) high = middle - 1
      else low = middle + 1
    }
    return false
  }

  with(indexes: Iterable<number>): IndexIntervals {
    const added = Array.from(indexes, (index) => ({ first: index, last: index }))
    return added.length > 0 ? new IndexIntervals(joined([...this.#intervals, ...added])) : this
  }

  union(other: IndexIntervals): IndexIntervals {
    return new IndexIntervals(joined([...this.#intervals, ...other.#intervals]))
  }

  /** How many of these are in `other` too. */
  sharedWith(other: IndexIntervals): number {
    return this.total + other.total - this.union(other).total
  }

  /** The lowest `count` indexes below `end` that are not in here. */
  firstMissing(count: number, end: number): number[] {
    const missing: number[] = []
    let candidate = 0
    for (const { first, last } of this.#intervals) {
      while (candidate < first && candidate < end && missing.length < count) missing.push(candidate++)
      candidate = last + 1
    }
    while (candidate < end && missing.length < count) missing.push(candidate++)
    return missing
  }

  /** Two neighbours are written `7,8`, three or more `7-9`. */
  toString(): string {
    return this.#intervals.map(intervalText).join(',')
  }
}

function intervalText({ first, last }: Interval): string {
  if (first === last) return String(first)
  return last === first + 1 ? `${first},${last}` : `${first}-${last}`
}

function joined(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = []
  for (const interval of intervals.toSorted((a, b) => a.first - b.first)) {
    const previous = result.at(-1)
    if (previous && interval.first <= previous.last + 1) {
      result[result.length - 1] = { ...previous, last: Math.max(previous.last, interval.last) }
    } else result.push(interval)
  }
  return result
}
