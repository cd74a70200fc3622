import { setTimeout as sleep } from 'node:timers/promises'
import { ApiConnection, makeNamespace } from './support/api-connection.ts'
import { FanOut } from './support/fan-out.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { cpuSeconds, memory } from './support/process-usage.ts'
import { type Row, report } from './support/report.ts'
import { percentile } from './support/statistics.ts'

const watchers = 1000
const connections = 20
const singles = 30
const burst = 100
const path = '/api/v1/namespaces/bench/configmaps'

async function oneByOne(fanOut: FanOut): Promise<Row> {
  const latencies: number[] = []
  for (let round = 0; round < singles; round++) latencies.push(await fanOut.change(1))
  const figures = { 'p50 ms': percentile(latencies, 0.5), 'p99 ms': percentile(latencies, 0.99) }
  return { what: `last of ${watchers} watchers, from the patch sent`, figures }
}

async function allAtOnce(fanOut: FanOut, pid: number): Promise<Row> {
  const usedBefore = cpuSeconds(pid)
  const elapsedMs = await fanOut.change(burst)
  const events = watchers * burst
  const used = cpuSeconds(pid) - usedBefore
  const figures = {
    'events per s': (events / elapsedMs) * 1000,
    'server µs CPU per event': (used / events) * 1e6,
  }
  return { what: `${burst} patches to ${watchers} watchers`, figures }
}

await using knarr = await KnarrProcess.start({ runtime: 'none' })
using writer = await ApiConnection.open(knarr.kubeconfig)
using readers = await ApiConnection.open(knarr.kubeconfig, connections)
await makeNamespace(writer, 'bench')
const before = memory(knarr.pid).pss
const fanOut = await FanOut.open({ writer, readers }, { path, watchers })
await sleep(1000)
const perWatcher = ((memory(knarr.pid).pss - before) * 1024) / watchers
report('watch', [
  {
    what: `memory of one of ${watchers} watchers on ${connections} connections`,
    figures: { KiB: perWatcher },
  },
  await oneByOne(fanOut),
  await allAtOnce(fanOut, knarr.pid),
])
