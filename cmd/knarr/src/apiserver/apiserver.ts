import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ApiServer,
  type ClusterCertificates,
  ensureAuthenticationInfo,
  ensureBootstrapPolicy,
  ensureCertificates,
  ensureKubernetesService,
  ensureLegacyTokenTracking,
  ensureServiceAccountKey,
  ensureSystemNamespaces,
  ensureSystemPriorityClasses,
  kubeconfigFor,
} from '@knarr/apiserver'
import { openStoreOf } from '@knarr/cluster'
import { createLogger, type Logger } from '@knarr/component'
import { systemClock, systemRandom } from '@knarr/machinery'
import type { Store } from '@knarr/storage'
import { StartError } from '../start-error.ts'
import { storeError } from '../store/store-error.ts'
import { lockDataDirectory } from '../up/instance-lock.ts'
import { signalled } from '../up/signalled.ts'
import { type ServerSettings, serverSettingsOf } from './apiserver-options.ts'
import { parseRunOptions, type RunOptions } from './run-options.ts'

/** `knarr apiserver`: runs until a signal. */
export async function apiserver(args: readonly string[]): Promise<number> {
  const options = parseRunOptions(args)
  if ('help' in options) {
    console.log(options.help)
    return 0
  }
  const stopped = signalled()
  const lock = lockDataDirectory(options.dataDir)
  try {
    await run(options, stopped)
    return 0
  } finally {
    lock.release()
  }
}

async function run(options: RunOptions, stopped: Promise<unknown>): Promise<void> {
  const logger = createLogger({
    level: options.logLevel,
    write: (line) => void process.stderr.write(line),
    clock: systemClock,
  })
  const settings = await serverSettingsOf(options.server, logger)
  await using store = await openStore(options, logger)
  const certificatesDirectory = join(options.dataDir, 'certificates')
  const { bindAddress, advertiseAddress } = options
  const certificates = (): Promise<ClusterCertificates> =>
    ensureCertificates(certificatesDirectory, {
      clock: systemClock,
      hosts: [bindAddress, advertiseAddress],
      serviceAddress: server.serviceAddress(1),
    })
  const server = await ApiServer.open({
    ...{ store, clock: systemClock, random: systemRandom, logger },
    proxyClient: async () => (await certificates()).frontProxy.client,
    kubeletClient: async () => (await certificates()).kubeletClient,
    serviceAccountKey: await ensureServiceAccountKey(certificatesDirectory),
    ...settings.options,
  })
  try {
    const transport = server.loopback()
    await ensureSystemNamespaces(transport)
    await ensureSystemPriorityClasses(transport)
    await ensureBootstrapPolicy(transport)
    await ensureLegacyTokenTracking(transport, systemClock)
    const url = await listen(server, options, { settings, certificates: certificates() })
    console.log(`The API server listens on ${url}.`)
    await stopped
  } finally {
    await server.close(settings.shutdown)
  }
}

async function openStore({ store }: RunOptions, logger: Logger): Promise<Store> {
  try {
    return await openStoreOf(store, { clock: systemClock, logger: logger.child('store') })
  } catch (cause) {
    throw storeError(cause)
  }
}

interface Listening {
  readonly settings: ServerSettings
  readonly certificates: Promise<ClusterCertificates>
}

async function listen(
  server: ApiServer,
  options: RunOptions,
  { settings, certificates }: Listening,
): Promise<string> {
  const { bindAddress: host, securePort, advertiseAddress: address, kubeconfig } = options
  const { serving, authority, admin, frontProxy } = await certificates
  const frontProxyCa = settings.frontProxyAuthority ?? frontProxy.authority.cert
  const tls = { ...serving, ca: authority.cert, frontProxyCa }
  const { port } = await bound(server, { host, port: securePort, tls })
  await ensureKubernetesService(server.loopback(), {
    address,
    port,
    serviceAddress: server.serviceAddress(1),
  })
  const { requestHeaders } = settings.options
  await ensureAuthenticationInfo(server.loopback(), {
    ...{ clientCa: authority.cert, frontProxyCa },
    ...(requestHeaders ? { requestHeaders } : {}),
  })
  const url = `https://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  if (kubeconfig) {
    const text = kubeconfigFor({ server: url, authority: authority.cert, user: 'knarr', client: admin })
    writeFileSync(kubeconfig, text, { mode: 0o600 })
  }
  return url
}

async function bound(
  server: ApiServer,
  options: Parameters<ApiServer['listen']>[0],
): ReturnType<ApiServer['listen']> {
  try {
    return await server.listen(options)
  } catch (cause) {
    throw new StartError(
      `cannot listen on ${options.host} port ${options.port}: ${(cause as Error).message}`,
      { cause },
    )
  }
}
