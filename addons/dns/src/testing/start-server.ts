import { MetricsRegistry } from '@knarr/component'
import { type Clock, seededRandom, systemClock } from '@knarr/machinery'
import { onTestFinished } from 'vitest'
import { ClusterView } from '../cluster-view/cluster-view.ts'
import { pluginOrder } from '../plugin-order.ts'
import { DnsServer } from '../server/dns-server.ts'
import type { FixedInformers } from './fixed-informers.ts'

export interface TestServer {
  readonly server: DnsServer
  readonly port: number
  /** What was logged, in order. */
  readonly logged: string[]
  readonly metrics: MetricsRegistry
  /** What the next reload reads. */
  corefile: string
}

/** Runs a Corefile on loopback; zones without a port get a free one. */
export async function startServer(
  corefile: string,
  { informers, clock = systemClock }: { clock?: Clock; informers?: FixedInformers } = {},
): Promise<TestServer> {
  const logged: string[] = []
  const log = (message: string): void => void logged.push(message)
  const metrics = new MetricsRegistry()
  const running = { corefile }
  const server = await DnsServer.start({
    environment: {
      ...{ clock, random: seededRandom(1), metrics, logger: { info: log, warn: log, error: log } },
      ...(informers ? { cluster: new ClusterView(informers.factory, clock) } : {}),
    },
    plugins: pluginOrder,
    corefile: () => running.corefile,
    defaultPort: 0,
    defaultHost: '127.0.0.1',
  })
  return Object.assign(running, { server, port: server.port, logged, metrics })
}

/** {@link startServer} for the length of a test; those started last stop first. */
export async function startForTest(...asked: Parameters<typeof startServer>): Promise<TestServer> {
  const test = await startServer(...asked)
  onTestFinished(() => test.server.stop())
  return test
}
