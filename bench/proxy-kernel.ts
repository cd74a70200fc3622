import { silentLogger } from '@knarr/component'
import { runCommand } from '@knarr/linux'
import { systemClock } from '@knarr/machinery'
import { IptablesBackend, NftablesBackend } from '@knarr/proxy'
import { manyService, nodeRules, topology } from './proxy/many-services.ts'
import { type Row, report } from './support/report.ts'

const namespace = `knarr-bench-${process.pid}`
const shared = {
  ...nodeRules,
  ...{ clock: systemClock, logger: silentLogger, run: runCommand },
  enter: (command: readonly string[]): string[] => ['nsenter', `--net=/run/netns/${namespace}`, ...command],
}
const backends = {
  nftables: () => new NftablesBackend({ ...shared, serviceCidrs: ['10.96.0.0/12'] }),
  iptables: () => new IptablesBackend({ ...shared, hasLocalhostNodePorts: false }),
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** The kernel's own rules, written by the tools that a node has. */
async function measure(mode: keyof typeof backends, count: number, changes: number): Promise<Row> {
  const backend = backends[mode]()
  const all = Array.from({ length: count }, (_, index) => manyService(index, 1))
  const first = await seconds(() => backend.sync(all, topology))
  const times: number[] = []
  for (let turn = 0; turn < changes; turn++)
    times.push(await seconds(() => backend.sync([manyService(turn, 2)], topology)))
  times.sort((a, b) => a - b)
  await backend.cleanup()
  return {
    what: `${mode}, ${count} services of 10 endpoints`,
    figures: {
      'first sync ms': first * 1000,
      'one change ms (median)': (times[times.length >> 1] as number) * 1000,
      'one change ms (worst)': (times.at(-1) as number) * 1000,
    },
    ...(mode === 'nftables' ? { aim: { figure: 'one change ms (median)', below: 20 } } : {}),
  }
}

await runCommand(['ip', 'netns', 'add', namespace])
try {
  const rows: Row[] = []
  for (const count of [1_000, 10_000]) rows.push(await measure('nftables', count, 50))
  for (const count of [100, 1_000]) rows.push(await measure('iptables', count, 10))
  report('proxy-kernel', rows)
} finally {
  await runCommand(['ip', 'netns', 'delete', namespace])
}
process.exit(0)
