import { performance } from 'node:perf_hooks'
import { type Row, report } from './support/report.ts'
import { percentile } from './support/statistics.ts'

const clusters = 100

const beforeImport = performance.now()
const { Cluster } = await import('@knarr/cluster')
const { VirtualClock } = await import('@knarr/machinery')
const importMs = performance.now() - beforeImport

const samples: number[] = []
for (let count = 0; count < clusters; count++) {
  const started = performance.now()
  const cluster = await Cluster.start({ clock: new VirtualClock() })
  samples.push(performance.now() - started)
  await cluster.stop()
}
const rows: Row[] = [
  { what: 'import from source', figures: { ms: importMs } },
  { what: 'first', figures: { ms: samples[0] ?? Number.NaN } },
  { what: 'hundredth', figures: { ms: samples.at(-1) ?? Number.NaN } },
  {
    what: 'last ten, each stopped before the next',
    figures: { 'median ms': percentile(samples.slice(-10), 0.5) },
  },
]
report('cluster-start', rows)
