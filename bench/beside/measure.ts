import { ApiConnection } from '../support/api-connection.ts'
import { FanOut } from '../support/fan-out.ts'
import { Http1Connection } from '../support/http1-connection.ts'
import { load } from '../support/load.ts'
import { cpuSecondsOfAll, memory } from '../support/process-usage.ts'
import type { Row } from '../support/report.ts'
import { percentile } from '../support/statistics.ts'
import type { Contender } from './contender.ts'
import { configMaps } from './objects.ts'
import type { Subject } from './subjects.ts'

const rounds = 3
const roundSeconds = 1.5
const watchConnections = 20
const singles = 30
const burst = 50

/** Figures of one contender by name. */
type Figures = Readonly<Record<string, number>>

/** One subject, round by round on each in turn, so that what else the machine does falls on all. */
export async function measureCalls(
  what: string,
  subject: Subject,
  contenders: readonly Contender[],
): Promise<Row[]> {
  const found = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]))
  const sequences = new Map<string, number>()
  // The first round lets compilers and caches see the subject.
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const { name } = contender
      const first = sequences.get(name) ?? 0
      const figures = await measureRound(subject, contender, first)
      sequences.set(name, first + 1e5)
      if (round > 0) found.get(name)?.push(figures)
    }
  }
  return [rowOf(what, 'per s', found), rowOf(`${what}: CPU`, 'server µs CPU per call', found)]
}

async function measureRound(
  subject: Subject,
  { name, kubeconfig, pids }: Contender,
  first: number,
): Promise<Figures> {
  const { concurrency, call, calls, protocol } = subject
  using api =
    protocol === 'HTTP/2'
      ? await ApiConnection.open(kubeconfig, concurrency > 16 ? 4 : 1)
      : new Http1Connection(kubeconfig)
  const limits = calls ? { calls, seconds: 60 } : { seconds: roundSeconds }
  // Awaited here, where the connection is still open.
  return await load({
    ...{ concurrency, pid: pids, ...limits },
    call: (sequence) => api.succeed(call(first + sequence)),
  }).catch((error: unknown) => {
    throw new Error(`${name} fails`, { cause: error })
  })
}

/** How soon all watchers hear of one change, and how many events a second in a burst. */
export async function measureWatches(
  what: string,
  watchers: number,
  contenders: readonly Contender[],
): Promise<Row[]> {
  const found = new Map<string, Figures[]>()
  for (const { name, kubeconfig, pids } of contenders) {
    using writer = await ApiConnection.open(kubeconfig)
    using readers = await ApiConnection.open(kubeconfig, watchConnections)
    const fanOut = await FanOut.open({ writer, readers }, { path: configMaps, watchers })
    await fanOut.change(1)
    const latencies: number[] = []
    for (let round = 0; round < singles; round++) latencies.push(await fanOut.change(1))
    const before = cpuSecondsOfAll(pids)
    const elapsedMs = await fanOut.change(burst)
    const events = watchers * burst
    const used = cpuSecondsOfAll(pids) - before
    const figures = {
      'p50 ms': percentile(latencies, 0.5),
      'p99 ms': percentile(latencies, 0.99),
      'events per s': (events / elapsedMs) * 1000,
      'server µs CPU per event': (used / events) * 1e6,
    }
    found.set(name, [figures])
  }
  return [
    rowOf(`${what}: last one told`, 'p50 ms', found),
    rowOf(`${what}: last one told`, 'p99 ms', found),
    rowOf(`${what}: ${burst} changes at once`, 'events per s', found),
    rowOf(`${what}: ${burst} changes at once`, 'server µs CPU per event', found),
  ]
}

export function measureMemory(what: string, contenders: readonly Contender[]): Row {
  const all = contenders.map(({ name, pids }): [string, Figures[]] => [
    name,
    [{ 'pss MiB': pids.reduce((sum, pid) => sum + memory(pid).pss, 0) }],
  ])
  return rowOf(what, 'pss MiB', new Map(all))
}

/** One figure of all contenders, the middle of its rounds, and how many times better the first is than the last. */
function rowOf(what: string, figure: string, found: ReadonlyMap<string, readonly Figures[]>): Row {
  const names = [...found.keys()]
  const values = names.map((name) => {
    const samples = (found.get(name) ?? []).map((figures) => figures[figure] ?? Number.NaN)
    return percentile(samples, 0.5)
  })
  const [first = Number.NaN, last = Number.NaN] = [values[0], values.at(-1)]
  const isMoreBetter = figure.endsWith('per s')
  return {
    what: `${what}, ${figure}`,
    figures: {
      ...Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN])),
      'times better': isMoreBetter ? first / last : last / first,
    },
  }
}
