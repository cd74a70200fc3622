import { silentLogger } from '@knarr/component'
import type { RunCommand } from '@knarr/linux'
import { systemClock } from '@knarr/machinery'
import { IpvsBackend } from '@knarr/proxy'
import { manyService, nodeRules, topology } from './proxy/many-services.ts'
import { type Row, report } from './support/report.ts'

const changes = 200

/** A node that takes every batch and lists what it took, in the words of the tools. */
class Node {
  #servers: readonly string[] = []
  #entries: readonly string[] = []
  #addresses: readonly string[] = []
  #rules: readonly string[] = []
  lines = 0
  /** Whether what is written is kept, to be listed. */
  isKept = true

  readonly run: RunCommand = async (argv, { input } = {}) => {
    if (input === undefined) return this.#list(argv)
    const lines = input.trim().split('\n')
    this.lines += lines.length
    if (!this.isKept) return ''
    if (argv[0] === 'ipset') this.#entries = this.#entries.concat(lines)
    else if (argv[0] === 'ip') this.#addresses = this.#addresses.concat(lines)
    else if (argv[0] === 'sh') this.#servers = this.#servers.concat(lines)
    else this.#rules = lines
    return ''
  }

  get rules(): number {
    return this.#rules.filter((line) => line.startsWith('-A')).length
  }

  #list(argv: readonly string[]): string {
    if (argv.join(' ') === 'ipvsadm -Sn') return this.#servers.join('\n')
    if (argv[0] === 'ipset') return this.#entries.join('\n')
    if (argv[0] === 'iptables-save') return this.#rules.join('\n')
    if (argv[0] !== 'ip' || argv[1] !== '-json') return ''
    const addresses = this.#addresses.map((line) => ({ family: 'inet', local: line.split(/[ /]/)[2] }))
    return JSON.stringify([{ ifname: 'kube-ipvs0', addr_info: addresses }])
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

async function measure(count: number): Promise<Row> {
  const node = new Node()
  const backend = new IpvsBackend({
    ...{ ...nodeRules, clock: systemClock, logger: silentLogger },
    run: node.run,
    enter: (command) => [...command],
  })
  const all = Array.from({ length: count }, (_, index) => manyService(index, 1))
  const first = await seconds(() => backend.sync(all, topology))
  backend.invalidate()
  const compare = await seconds(() => backend.sync([], topology))
  node.lines = 0
  node.isKept = false
  const each = await seconds(async () => {
    for (let turn = 0; turn < changes; turn++) await backend.sync([manyService(turn, 2)], topology)
  })
  const lines = node.lines / changes
  await backend.stop()
  return {
    what: `${count} services of 10 endpoints`,
    figures: {
      'first sync ms': first * 1000,
      'comparison of all ms': compare * 1000,
      'one change µs': (each / changes) * 1e6,
      'lines for it': lines,
      'iptables rules': node.rules,
    },
    aim: { figure: 'one change µs', below: 1000 },
  }
}

await measure(1000)
const rows: Row[] = []
for (const count of [1000, 10_000, 30_000]) rows.push(await measure(count))
report('proxy-ipvs', rows)
process.exit(0)
