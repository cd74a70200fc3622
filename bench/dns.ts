import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ClusterSize, fullName, servicesOf } from './dns/cluster.ts'
import {
  bind,
  coredns,
  type DnsContender,
  dnsmasq,
  external,
  knarr,
  requirePrograms,
  type Surroundings,
  startUpstream,
} from './dns/contenders.ts'
import { latency, throughput } from './dns/dnsperf.ts'
import { ObjectServer } from './dns/object-server.ts'
import { memory } from './support/process-usage.ts'
import { type Row, report } from './support/report.ts'
import { percentile } from './support/statistics.ts'

const { values } = parseArgs({
  options: {
    coredns: { type: 'string', default: 'coredns' },
    knarr: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'knarr.js') },
    services: { type: 'string', default: '5000' },
    'pods-per-service': { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
    /** Only subjects whose names have this in them; what is found is shown and not written. */
    only: { type: 'string' },
  },
})

const rounds = 3
const [loadCore, serverCore] = [0, 1]
const size: ClusterSize = {
  services: Number(values.services),
  podsPerService: Number(values['pods-per-service']),
}
const directory = mkdtempSync(join(tmpdir(), 'knarr-dns-'))

/** Questions in the order they are asked, round and round. */
function questions(name: string, lines: readonly string[]): string {
  const file = join(directory, `${name}.txt`)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

interface Sample {
  readonly perSecond: number
  readonly cpuMicros: number
  readonly p50: number
  readonly p99: number
}

/** One subject, round by round on each in turn, so that what else the machine does falls on all. */
async function measure(what: string, file: string, contenders: readonly DnsContender[]): Promise<Row[]> {
  if (values.only && !what.includes(values.only)) return []
  console.error(what)
  const load = { file, seconds: Number(values.seconds), core: loadCore }
  const found = contenders.map(({ name }) => ({ name, samples: [] as Sample[] }))
  // The first round lets compilers and caches see the subject.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const sample = {
        ...(await throughput(contender, load)),
        ...(await latency(contender, { ...load, seconds: 1 })),
      }
      if (round > 0) found[index]?.samples.push(sample)
    }
  }
  const median = (figure: keyof Sample) =>
    Object.fromEntries(
      found.map(({ name, samples }) => [
        name,
        percentile(
          samples.map((one) => one[figure]),
          0.5,
        ),
      ]),
    )
  return [
    rowOf(`${what}: queries per s`, median('perSecond'), 1),
    rowOf(`${what}: µs of CPU a query`, median('cpuMicros'), -1),
    rowOf(`${what}: p50 ms at 5,000 per s`, median('p50'), -1),
    rowOf(`${what}: p99 ms at 5,000 per s`, median('p99'), -1),
  ]
}

/** The figures and how much better Knarr's is than each other one; below 1, it is worse. */
function rowOf(what: string, figures: Readonly<Record<string, number>>, sense: 1 | -1): Row {
  const own = figures.Knarr ?? Number.NaN
  const ratios = Object.entries(figures)
    .filter(([name]) => name !== 'Knarr')
    .map(([name, other]) => [`× ${name}`, (own / other) ** sense])
  return { what, figures: { ...figures, ...Object.fromEntries(ratios) } }
}

async function compare(surroundings: Surroundings): Promise<Row[]> {
  const services = servicesOf(size)
  const internal = questions(
    'internal',
    services.filter((one) => !one.isHeadless).map((one) => `${fullName(one)} A`),
  )
  const headless = questions(
    'headless',
    services.filter((one) => one.isHeadless).map((one) => `${fullName(one)} A`),
  )
  const hosts = Array.from({ length: 1000 }, (_, index) => `host-${index}.${external}`)
  const outside = questions(
    'external',
    hosts.map((host) => `${host} A`),
  )
  await using own = await knarr(values.knarr)(surroundings)
  await using peer = await coredns(values.coredns)(surroundings)
  await using masq = await dnsmasq(surroundings)
  await using named = await bind(surroundings)
  const all = [own, peer, masq, named]
  return [
    ...(await measure('services', internal, all)),
    ...(await measure('headless services', headless, all)),
    ...(await measure('external names, cached', outside, all)),
    rowOf(
      'memory MiB at the end',
      Object.fromEntries(all.map(({ name, pid }) => [name, memory(pid).pss])),
      -1,
    ),
  ]
}

/** What a resolver with `ndots:5` asks for an external name: four questions, of which autopath spares three. */
async function compareSearchPaths(surroundings: Surroundings): Promise<Row[]> {
  const suffixes = ['.ns-0.svc.cluster.local', '.svc.cluster.local', '.cluster.local', '']
  const hosts = Array.from({ length: 1000 }, (_, index) => `host-${index}.${external}`)
  const first = questions(
    'autopath',
    hosts.map((host) => `${host}${suffixes[0]} A`),
  )
  const every = questions(
    'search',
    hosts.flatMap((host) => suffixes.map((suffix) => `${host}${suffix} A`)),
  )
  const rows: Row[] = []
  for (const hasAutopath of [false, true]) {
    await using own = await knarr(values.knarr, hasAutopath)(surroundings)
    await using peer = await coredns(values.coredns, hasAutopath)(surroundings)
    const what = `search path, autopath ${hasAutopath ? 'on (one query a name)' : 'off (four queries a name)'}`
    rows.push(...(await measure(what, hasAutopath ? first : every, [own, peer])))
  }
  return rows
}

requirePrograms()
try {
  await using api = await ObjectServer.start(size)
  await using upstream = await startUpstream(loadCore)
  const surroundings = { directory, size, api: api.url, upstream: upstream.port, core: serverCore }
  const rows = [...(await compare(surroundings)), ...(await compareSearchPaths(surroundings))]
  report('dns', rows, { write: !values.only })
} finally {
  rmSync(directory, { recursive: true, force: true })
}
