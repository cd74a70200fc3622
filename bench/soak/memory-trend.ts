import { percentile } from '../support/statistics.ts'

export interface Sample {
  readonly atMs: number
  /** The process's own. */
  readonly mebibytes: number
  /** Of the store's file that is in memory because the process maps it. */
  readonly mapped: number
}

/** The log keeps five minutes, and what it drops is dropped every five: after ten it has been full once. */
const fillMs = 10 * 60_000

/**
 * How memory at the end compares with memory once the log was full, each the middle of a fifth of the samples since; of
 * all samples in runs shorter than that takes.
 */
export function summaryOf(samples: readonly Sample[], of: 'mebibytes' | 'mapped'): MemoryTrend {
  const full = samples.filter(({ atMs }) => atMs - (samples[0]?.atMs ?? 0) >= fillMs)
  const counted = full.length > 0 ? full : samples
  const fifth = Math.max(1, Math.floor(counted.length / 5))
  const middle = (part: readonly Sample[]): number => {
    const sizes = part.map((sample) => sample[of])
    return percentile(sizes, 0.5)
  }
  const [first, last] = [middle(counted.slice(0, fifth)), middle(counted.slice(-fifth))]
  return { 'first MiB': first, 'last MiB': last, 'growth %': (last / first - 1) * 100 }
}

/** A row's figures. */
export type MemoryTrend = Readonly<Record<'first MiB' | 'last MiB' | 'growth %', number>>
