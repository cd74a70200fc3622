import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Cluster, chooseRuntime, type LocalNode, type RuntimeChoice } from '@knarr/cluster'
import { createLogger, type Logger } from '@knarr/component'
import { systemClock } from '@knarr/machinery'
import { serverSettingsOf } from '../apiserver/apiserver-options.ts'
import { StartError } from '../start-error.ts'
import { storeError } from '../store/store-error.ts'
import { startDns } from './dns.ts'
import { lockDataDirectory } from './instance-lock.ts'
import { nodesReady, startNodes } from './nodes.ts'
import { publishKubeconfig } from './publish-kubeconfig.ts'
import { reportReady } from './report.ts'
import { signalled } from './signalled.ts'
import { startStorage } from './storage.ts'
import { parseUpOptions, type UpOptions } from './up-options.ts'

/** Starts a cluster and runs it until a signal; resolves with the exit code. */
export async function up(args: readonly string[]): Promise<number> {
  const options = parseUpOptions(args)
  if ('help' in options) {
    console.log(options.help)
    return 0
  }
  const stopped = signalled()
  const lock = lockDataDirectory(options.dataDir)
  try {
    return await run(options, stopped)
  } finally {
    lock.release()
  }
}

async function run(options: UpOptions, stopped: Promise<NodeJS.Signals>): Promise<number> {
  const logger = createLogger({
    level: options.logLevel,
    write: (line) => void process.stderr.write(line),
    clock: systemClock,
  })
  const runtime = chooseRuntime(options.runtime, process.env.PATH ?? '')
  const loadBalancers = Promise.withResolvers<string | undefined>()
  const cluster = await startCluster(options, logger, () => loadBalancers.promise)
  const nodes: LocalNode[] = []
  let dns: Awaited<ReturnType<typeof startDns>>
  let storage: Awaited<ReturnType<typeof startStorage>>
  try {
    await startNodes({ cluster, options, runtime, into: nodes })
    loadBalancers.resolve(nodes[0]?.loadBalancerCidr)
    const server = await listen(cluster, options, nodes)
    dns = await startDns(cluster, nodes[0]?.hostAddress)
    storage = await startStorage(cluster, nodes, options.dataDir)
    const kubeconfig = await publishKubeconfig(cluster, server, options)
    await nodesReady(cluster, nodes, runtime)
    await report({ cluster, options, runtime, nodes, kubeconfig })
    await Promise.race([stopped])
    return 0
  } finally {
    loadBalancers.resolve(undefined)
    await Promise.all([dns?.stop(), storage?.stop()])
    await Promise.all(nodes.map((node) => node.stop()))
    await cluster.stop()
  }
}

async function startCluster(
  options: UpOptions,
  logger: Logger,
  loadBalancerRange: () => Promise<string | undefined>,
): Promise<Cluster> {
  const { dataDir, store, server } = options
  const controllers = { ...options.controllers, loadBalancerRange }
  const { options: apiServer, shutdown, frontProxyAuthority } = await serverSettingsOf(server, logger)
  try {
    return await Cluster.start({
      ...{ logger, store, apiServer, shutdown, controllers },
      ...(frontProxyAuthority ? { frontProxyAuthority } : {}),
      certificatesDirectory: join(dataDir, 'certificates'),
    })
  } catch (cause) {
    throw storeError(cause)
  }
}

/** On loopback for users, and on the nodes' network for pods. */
async function listen(cluster: Cluster, options: UpOptions, nodes: readonly LocalNode[]): Promise<string> {
  const { httpsAddress: host, httpsPort: port } = options
  const nodeNetwork = nodes[0]?.hostAddress
  try {
    return await cluster.listen({
      ...{ host, port },
      ...(nodeNetwork ? { advertised: nodeNetwork } : {}),
      ...(nodeNetwork && host !== '0.0.0.0' ? { alsoOn: nodeNetwork } : {}),
    })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const text =
      code === 'EADDRINUSE'
        ? `port ${port} is taken; choose another with --https-port`
        : code === 'EACCES' || code === 'EADDRNOTAVAIL'
          ? `cannot listen on ${host} port ${port}: ${(cause as Error).message}`
          : undefined
    throw text ? new StartError(text, { cause }) : cause
  }
}

interface Started {
  readonly cluster: Cluster
  readonly options: UpOptions
  readonly runtime: RuntimeChoice
  readonly nodes: readonly LocalNode[]
  readonly kubeconfig: string
}

/** When the start began: with the process, or where `npm start` was done with installing and building. */
function startMs(): number {
  return performance.getEntriesByName('knarr start')[0]?.startTime ?? 0
}

async function report({ cluster, options, runtime, nodes, kubeconfig }: Started): Promise<void> {
  await reportReady({
    cluster,
    runtime,
    kubeconfig,
    nodeNames: nodes.map(({ name }) => name),
    isMerged: options.kubeconfig === undefined,
    readyMs: Math.round(performance.now() - startMs()),
  })
}
