import { existsSync, readFileSync } from 'node:fs'
import { createClient, createInformerFactory, loadKubeconfig, transportFromKubeconfig } from '@knarr/client'
import {
  createLogger,
  defineOptions,
  helpText,
  MetricsRegistry,
  OptionError,
  parseOptions,
} from '@knarr/component'
import { ClusterView, DnsServer, pluginOrder } from '@knarr/dns'
import { systemClock, systemRandom } from '@knarr/machinery'
import { StartError } from '../start-error.ts'

const table = defineOptions({
  conf: { type: 'string', default: 'Corefile', help: 'The Corefile to run; plugin reload watches it.' },
  port: { type: 'number', default: 53, help: 'The port of zones that name none.' },
  kubeconfig: { type: 'string', help: 'The cluster that plugin kubernetes answers for.' },
  plugins: { type: 'boolean', default: false, help: 'Lists the plugins in the order queries meet them.' },
})

const description = 'Serves DNS from a Corefile, as CoreDNS does, without a cluster around it.'

/** Runs a Corefile until a signal; resolves with the exit code. CoreDNS writes its options with one dash. */
export async function dns(args: readonly string[]): Promise<number> {
  if (args[0] === 'explain') return (await import('./explain.ts')).explain(args.slice(1))
  const twoDashes = args.map((text) => text.replace(/^-(?=[a-z]{2})/, '--').replace(/^--dns\.port/, '--port'))
  const { values, positional, wantsHelp } = parseOptions(table, twoDashes)
  if (wantsHelp) {
    console.log(
      helpText('knarr dns [options]\n       knarr dns explain NAME --from POD [options]', description, table),
    )
    return 0
  }
  if (positional[0] !== undefined) throw new OptionError(`unexpected argument "${positional[0]}"`)
  if (values.plugins) {
    console.log(pluginOrder.map(({ name }) => `dns.${name}`).join('\n'))
    return 0
  }
  const ended = new AbortController()
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const server = await start(
    values.conf,
    values.port,
    values.kubeconfig ? await view(values.kubeconfig, ended.signal) : undefined,
  )
  process.on('SIGUSR1', () => void server.reload().catch((error: Error) => console.error(error.message)))
  await signalled
  await server.stop()
  ended.abort()
  return 0
}

async function start(file: string, port: number, cluster: ClusterView | undefined): Promise<DnsServer> {
  const logger = createLogger({
    level: 'info',
    write: (line) => void process.stdout.write(line),
    clock: systemClock,
  })
  const metrics = new MetricsRegistry()
  try {
    return await DnsServer.start({
      environment: {
        clock: systemClock,
        random: systemRandom,
        logger,
        metrics,
        ...(cluster ? { cluster } : {}),
      },
      ...{ plugins: pluginOrder, file, variables: process.env, defaultPort: port },
      corefile: () => corefileText(file),
    })
  } catch (cause) {
    throw new StartError((cause as Error).message, { cause })
  }
}

/** Without a Corefile, CoreDNS answers who asks. */
function corefileText(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  if (file !== 'Corefile') throw new StartError(`cannot read the Corefile ${file}`)
  return '. {\n  whoami\n  log\n}\n'
}

async function view(kubeconfig: string, signal: AbortSignal): Promise<ClusterView> {
  const transport = await transportFromKubeconfig(await loadKubeconfig(kubeconfig), { clock: systemClock })
  const client = createClient(transport)
  const informers = createInformerFactory({ client, clock: systemClock, random: systemRandom })
  const cluster = new ClusterView(informers, systemClock)
  informers.start(signal)
  return cluster
}
