import { performance } from 'node:perf_hooks'
import { cpuSecondsOfAll } from './process-usage.ts'
import { percentile } from './statistics.ts'

export interface LoadOptions {
  readonly concurrency: number
  /** Ends at the first of the two. */
  readonly seconds: number
  readonly calls?: number
  /** Whose CPU time is accounted to the calls: a process or several. */
  readonly pid?: number | readonly number[]
  readonly call: (sequence: number) => Promise<unknown>
}

/** Keeps `concurrency` calls in flight; figures are of what was answered. */
export async function load(options: LoadOptions): Promise<Record<string, number>> {
  const { concurrency, seconds, calls = Number.POSITIVE_INFINITY, pid, call } = options
  const latencies: number[] = []
  const pids = pid === undefined ? [] : [pid].flat()
  const usedBefore = cpuSecondsOfAll(pids)
  const started = performance.now()
  let sequence = 0
  const worker = async (): Promise<void> => {
    while (sequence < calls && performance.now() - started < seconds * 1000) {
      const sent = performance.now()
      await call(sequence++)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const elapsed = (performance.now() - started) / 1000
  const figures = {
    'per s': latencies.length / elapsed,
    'p50 ms': percentile(latencies, 0.5),
    'p99 ms': percentile(latencies, 0.99),
  }
  if (pid === undefined) return figures
  const used = cpuSecondsOfAll(pids) - usedBefore
  return {
    ...figures,
    'server µs CPU per call': (used / latencies.length) * 1e6,
    'server cores': used / elapsed,
  }
}
