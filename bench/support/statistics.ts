/** The value below which `share` (0 to 1) of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function spread(samples: readonly number[]): { median: number; min: number; max: number } {
  return { median: percentile(samples, 0.5), min: Math.min(...samples), max: Math.max(...samples) }
}

export function percentiles(samples: readonly number[]): { p50: number; p90: number; max: number } {
  return { p50: percentile(samples, 0.5), p90: percentile(samples, 0.9), max: Math.max(...samples) }
}
