import { setTimeout as sleep } from 'node:timers/promises'
import { KnarrProcess } from './support/knarr-process.ts'
import { cpuSeconds, descendants, memory } from './support/process-usage.ts'
import { report } from './support/report.ts'

const settleMs = 20_000
const measuredSeconds = 30

await using knarr = await KnarrProcess.start({ runtime: 'sandbox' })
await sleep(settleMs)
const { rss, pss } = memory(knarr.pid)
const before = cpuSeconds(knarr.pid)
await sleep(measuredSeconds * 1000)
const used = cpuSeconds(knarr.pid) - before
const others = descendants(knarr.pid).map((pid) => memory(pid).pss)
report('idle', [
  {
    what: 'memory after 20 s',
    figures: { 'rss MiB': rss, 'pss MiB': pss },
    aim: { figure: 'rss MiB', below: 150 },
  },
  {
    what: 'child processes after 50 s',
    figures: { count: others.length, 'pss MiB': others.reduce((sum, value) => sum + value, 0) },
  },
  {
    what: 'CPU over 30 s',
    figures: { seconds: used, '% of a core': (used / measuredSeconds) * 100 },
    aim: { figure: '% of a core', below: 0.5 },
  },
])
