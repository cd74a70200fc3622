import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiConnection, makeNamespace } from './support/api-connection.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { cpuSeconds, memory } from './support/process-usage.ts'
import { type Row, report } from './support/report.ts'
import { percentile } from './support/statistics.ts'

const watchers = 1000
const connections = 20
const singles = 30
const burst = 100
const configMaps = '/api/v1/namespaces/bench/configmaps'

/** Counts what all watchers together were told. */
class Deliveries {
  count = 0
  #target = 0
  #reached: (() => void) | undefined

  add(): void {
    this.count++
    if (this.count >= this.#target) this.#reached?.()
  }

  async reach(target: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#target = target
    this.#reached = resolve
    if (this.count < target) {
      const limit = setTimeout(() => {
        reject(new Error(`${this.count} of ${target} events in 20 s`))
      }, 20_000)
      await promise.finally(() => clearTimeout(limit))
    }
  }
}

async function openWatchers(api: ApiConnection, deliveries: Deliveries): Promise<void> {
  const { body = '{}' } = await api.succeed({ method: 'GET', path: configMaps })
  const since = JSON.parse(body).metadata.resourceVersion
  const open = Array.from({ length: watchers }, async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const path = `${configMaps}?watch=true&resourceVersion=${since}`
    api.watch(path, () => deliveries.add()).once('response', resolve)
    await promise
  })
  await Promise.all(open)
}

let turn = 0
function change(writer: ApiConnection): Promise<unknown> {
  return writer.succeed({
    ...{ method: 'PATCH', path: `${configMaps}/subject`, contentType: 'application/merge-patch+json' },
    body: JSON.stringify({ data: { turn: String(turn++) } }),
  })
}

async function oneByOne(writer: ApiConnection, deliveries: Deliveries): Promise<Row> {
  const latencies: number[] = []
  for (let round = 0; round < singles; round++) {
    const reached = deliveries.reach(deliveries.count + watchers)
    const sent = performance.now()
    await Promise.all([change(writer), reached])
    latencies.push(performance.now() - sent)
  }
  const figures = { 'p50 ms': percentile(latencies, 0.5), 'p99 ms': percentile(latencies, 0.99) }
  return { what: `last of ${watchers} watchers, from the patch sent`, figures }
}

async function allAtOnce(writer: ApiConnection, deliveries: Deliveries, pid: number): Promise<Row> {
  const reached = deliveries.reach(deliveries.count + watchers * burst)
  const usedBefore = cpuSeconds(pid)
  const started = performance.now()
  await Promise.all(Array.from({ length: burst }, () => change(writer)))
  await reached
  const elapsed = (performance.now() - started) / 1000
  const events = watchers * burst
  const used = cpuSeconds(pid) - usedBefore
  const figures = { 'events per s': events / elapsed, 'server µs CPU per event': (used / events) * 1e6 }
  return { what: `${burst} patches to ${watchers} watchers`, figures }
}

await using knarr = await KnarrProcess.start({ runtime: 'none' })
using writer = await ApiConnection.open(knarr.kubeconfig)
using readers = await ApiConnection.open(knarr.kubeconfig, connections)
await makeNamespace(writer, 'bench')
const metadata = { name: 'subject' }
await writer.succeed({
  ...{ method: 'POST', path: configMaps },
  body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { turn: '' } }),
})
const deliveries = new Deliveries()
const before = memory(knarr.pid).pss
await openWatchers(readers, deliveries)
await sleep(1000)
const perWatcher = ((memory(knarr.pid).pss - before) * 1024) / watchers
report('watch', [
  {
    what: `memory of one of ${watchers} watchers on ${connections} connections`,
    figures: { KiB: perWatcher },
  },
  await oneByOne(writer, deliveries),
  await allAtOnce(writer, deliveries, knarr.pid),
])
