import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import {
  createClient,
  createInformerFactory,
  type InformerFactory,
  type Kubeconfig,
  loadKubeconfig,
  transportFromKubeconfig,
} from '@knarr/client'
import { version as knarrVersion } from '@knarr/cluster'
import {
  createLogger,
  defineOptions,
  helpText,
  MetricsRegistry,
  OptionError,
  parseOptions,
} from '@knarr/component'
import { ClusterView, DnsServer, type DnsServerOptions } from '@knarr/dns'
import { systemClock, systemRandom } from '@knarr/machinery'
import { StartError } from '../start-error.ts'
import { version } from '../version/version.ts'
import { withPlugins } from './load-plugins.ts'

const table = defineOptions({
  conf: { type: 'string', default: 'Corefile', help: 'The Corefile to run; plugin reload watches it.' },
  port: { type: 'number', default: 53, help: 'The port of zones that name none.' },
  kubeconfig: { type: 'string', help: 'The cluster that plugin kubernetes answers for.' },
  load: { type: 'list', help: 'Modules with plugins of your own, as ./my-plugin.ts.' },
  pidfile: { type: 'string', help: 'Where to write the ID of the process.' },
  plugins: { type: 'boolean', default: false, help: 'Lists the plugins in the order queries meet them.' },
  validate: { type: 'boolean', default: false, help: 'Says whether the Corefile could be run, and ends.' },
  version: { type: 'boolean', default: false, help: 'Prints the version.' },
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
  if (values.version) return version()
  const plugins = await withPlugins(values.load)
  if (values.plugins) {
    console.log(plugins.map(({ name }) => `dns.${name}`).join('\n'))
    return 0
  }
  const { conf, port, kubeconfig, pidfile } = values
  const options = { file: conf, port, plugins }
  if (values.validate) return validate({ ...options, cluster: await unreadCluster() })
  const ended = new AbortController()
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const cluster = kubeconfig ? await view(kubeconfig, ended.signal) : undefined
  const server = await start({ ...options, ...(cluster && { cluster }) })
  if (pidfile) writeFileSync(pidfile, `${process.pid}\n`)
  process.on('SIGUSR1', () => void server.reload().catch((error: Error) => console.error(error.message)))
  await signalled
  await server.stop()
  ended.abort()
  return 0
}

interface ServeOptions extends Pick<DnsServerOptions, 'plugins'> {
  readonly file: string
  readonly port: number
  readonly cluster?: ClusterView
}

async function start(options: ServeOptions): Promise<DnsServer> {
  try {
    return await DnsServer.start(serverOptions(options))
  } catch (cause) {
    throw new StartError((cause as Error).message, { cause })
  }
}

/** The exit code: 1 for a Corefile that could not be run, with the reason at stderr. */
async function validate(options: ServeOptions): Promise<number> {
  try {
    await DnsServer.check(serverOptions(options))
  } catch (error) {
    console.error((error as Error).message)
    return 1
  }
  console.log(`${options.file} is valid`)
  return 0
}

function serverOptions({ file, port, plugins, cluster }: ServeOptions): DnsServerOptions {
  const logger = createLogger({
    level: 'info',
    write: (line) => void process.stdout.write(line),
    clock: systemClock,
  })
  return {
    environment: {
      ...{ clock: systemClock, random: systemRandom, logger, metrics: new MetricsRegistry() },
      version: knarrVersion,
      ...(cluster && { cluster }),
    },
    ...{ plugins, file, variables: process.env, defaultPort: port },
    corefile: () => corefileText(file),
  }
}

/** Without a Corefile, CoreDNS answers who asks. */
function corefileText(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8')
  if (file !== 'Corefile') throw new StartError(`cannot read the Corefile ${file}`)
  return '. {\n  whoami\n  log\n}\n'
}

async function view(kubeconfig: string, signal: AbortSignal): Promise<ClusterView> {
  const { cluster, informers } = await viewOf(await loadKubeconfig(kubeconfig))
  informers.start(signal)
  return cluster
}

/** What plugin kubernetes is set up with where nothing is asked of it. */
async function unreadCluster(): Promise<ClusterView> {
  const nowhere = {
    clusters: [{ name: 'none', cluster: { server: 'https://localhost' } }],
    users: [{ name: 'none', user: {} }],
    contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
    ...{ 'current-context': 'none', directory: '.' },
  }
  return (await viewOf(nowhere)).cluster
}

async function viewOf(kubeconfig: Kubeconfig): Promise<{ cluster: ClusterView; informers: InformerFactory }> {
  const client = createClient(await transportFromKubeconfig(kubeconfig, { clock: systemClock }))
  const informers = createInformerFactory({ client, clock: systemClock, random: systemRandom })
  return { cluster: new ClusterView(informers, systemClock), informers }
}
