import { percentile } from '../support/statistics.ts'

export interface Sample {
  readonly atMs: number
  readonly mebibytes: number
}

/** How memory at the end compares with memory at the start, each the middle of a fifth of all samples. */
export function summaryOf(samples: readonly Sample[]): { first: number; last: number; growth: number } {
  const fifth = Math.max(1, Math.floor(samples.length / 5))
  const middle = (part: readonly Sample[]): number => {
    const sizes = part.map(({ mebibytes }) => mebibytes)
    return percentile(sizes, 0.5)
  }
  const [first, last] = [middle(samples.slice(0, fifth)), middle(samples.slice(-fifth))]
  return { first, last, growth: last / first - 1 }
}
