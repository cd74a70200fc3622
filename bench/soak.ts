import { setPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Sample, summaryOf } from './soak/memory-trend.ts'
import { MixedLoad } from './soak/mixed-load.ts'
import { Probe } from './soak/probe.ts'
import { percentileBetween, readServerLatencies } from './soak/server-latencies.ts'
import { namespaceOf, namespaces, WriteTally } from './soak/watched-collections.ts'
import { Watchers } from './soak/watchers.ts'
import { ApiConnection, makeNamespace } from './support/api-connection.ts'
import { KnarrProcess } from './support/knarr-process.ts'
import { residentMemory } from './support/process-usage.ts'
import { type Row, report } from './support/report.ts'

/** As controllers watch, and as clients of a single namespace do. */
const watching = { everywhere: 20, each: 9 }
const watchers = watching.everywhere + watching.each * namespaces
const connections = 10
const loaded = { name: 'map', count: 500 }
const probesPerSecond = 100
const capacitySeconds = 10
const sampleMs = 5000
const settleMs = 2000

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } })
const minutes = Number(values.minutes)

await using knarr = await KnarrProcess.start({ runtime: 'none' })
const { kubeconfig, pid } = knarr
using api = await ApiConnection.open(kubeconfig, 4)
for (let number = 0; number < namespaces; number++) await makeNamespace(api, namespaceOf(number))
// The namespaces' own ConfigMaps are no write of the load.
await sleep(settleMs)
// Elsewhere clients have machines of their own; here they share the server's, and it comes first.
setPriority(10)
const watched = await Watchers.start({ kubeconfig, connections, ...watching })
const tally = new WriteTally()
const load = new MixedLoad(api, loaded, (write) => tally.add(write))

console.error(`What it can do, for ${capacitySeconds} s …`)
const most = await load.flatOut(capacitySeconds)
console.error(`${Math.round(most)} calls/s; half of that for ${minutes} min …`)
const before = await readServerLatencies(api)
const samples: Sample[] = []
setPriority(0)
const seconds = minutes * 60
const probe = Probe.start({ kubeconfig, perSecond: probesPerSecond, seconds }, (write) => tally.add(write))
setPriority(10)
const running = load.paced(most / 2, seconds)
let isOver = false
const ended = running.finally(() => {
  isOver = true
})
while (!isOver) {
  await Promise.race([sleep(sampleMs), ended])
  const { own, ofFiles } = residentMemory(pid)
  samples.push({ atMs: performance.now(), mebibytes: own, mapped: ofFiles })
}
const { calls, latencies } = await ended
const { calls: probes, ...probed } = await probe.ended()
const told = await watched.settled(tally.places)

const after = await readServerLatencies(api)
const rows: Row[] = [
  { what: `calls over ${minutes} min at half load`, figures: { count: calls, 'per s': most / 2 } },
  {
    ...{ what: 'a call on one object, by a client of few calls', aim: { figure: 'p99 ms', below: 20 } },
    figures: { count: probes, ...probed },
  },
  {
    what: 'the same, by the client that makes the load',
    figures: { 'p50 ms': latencies.percentile(0.5), 'p99 ms': latencies.percentile(0.99) },
  },
  {
    what: 'the same, as the server measured it',
    figures: {
      'p50 ms': percentileBetween(before, after, 0.5),
      'p99 ms': percentileBetween(before, after, 0.99),
    },
  },
  {
    ...{ what: `memory of its own, at first and at last`, aim: { figure: 'growth %', below: 10 } },
    figures: summaryOf(samples, 'mebibytes'),
  },
  { what: 'of the file of the store in memory', figures: summaryOf(samples, 'mapped') },
  {
    ...{ what: `${watchers} watchers: events they missed`, aim: { figure: 'count', below: 1 } },
    figures: { count: told.missed, told: told.events, 'watches resumed': told.resumed },
  },
  {
    ...{
      what: `${watchers} watchers: events told twice or out of order`,
      aim: { figure: 'count', below: 1 },
    },
    figures: { count: told.repeated },
  },
]
report('soak', rows)
if (told.missed > 0 || told.repeated > 0) process.exitCode = 1
