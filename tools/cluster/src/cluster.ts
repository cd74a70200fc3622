import {
  type AdmissionFunction,
  type AdmissionPlugin,
  ApiServer,
  type ApiServerOptions,
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
  type PluginChoice,
  type ShutdownOptions,
  type UserInfo,
} from '@knarr/apiserver'
import { type Client, createClient, type Transport } from '@knarr/client'
import { type Logger, silentLogger } from '@knarr/component'
import type { ControllerSettings } from '@knarr/controllers'
import {
  type Clock,
  parseDuration,
  type Random,
  seededRandom,
  systemClock,
  systemRandom,
  VirtualClock,
} from '@knarr/machinery'
import type { Store } from '@knarr/storage'
import { addressOfMachine, isWildcard } from './address-of-machine.ts'
import { type ControlPlane, startControlPlane } from './control-plane.ts'
import { HollowNode } from './hollow-node.ts'
import { KubeletDirectory } from './kubelet-directory.ts'
import { openStoreOf, type StoreChoice } from './open-store.ts'
import { settle } from './settle.ts'

export interface ClusterOptions {
  /** Nodes that only pretend to run containers; none unless given. */
  readonly nodes?: number
  /** The machine's time unless given; a VirtualClock moves with `advance`. */
  readonly clock?: Clock
  /** Makes chance repeatable. */
  readonly seed?: number
  /** In memory unless given. */
  readonly store?: StoreChoice
  /** Where certificates are kept; in memory unless given. */
  readonly certificatesDirectory?: string
  /** Admission plugins of one's own, asked after the built-in ones. */
  readonly admission?: readonly AdmissionPlugin[]
  /** Webhooks without the web: see `admissionFunction`. */
  readonly admissionFunctions?: readonly AdmissionFunction[]
  /** Which of the built-in admission plugins run. */
  readonly admissionPlugins?: PluginChoice
  readonly logger?: Logger
  /** Whatever else there is to say to the API server. */
  readonly apiServer?: Omit<Partial<ApiServerOptions>, 'store' | 'clock' | 'random' | 'logger'>
  /** PEM: whose certificates are those of proxies in front of the API server; its own authority unless given. */
  readonly frontProxyAuthority?: string
  /** How the API server is to end. */
  readonly shutdown?: ShutdownOptions
  /** What controllers go by. */
  readonly controllers?: ControllerSettings
}

export interface ListenOptions {
  /** 127.0.0.1 unless given. */
  readonly host?: string
  /** Any free one unless given. */
  readonly port?: number
  /** A second address to listen on: where pods and nodes reach the server, if elsewhere than at `host`. */
  readonly alsoOn?: string
  /** Where the Service `kubernetes` leads; the second address, else the first, unless given. */
  readonly advertised?: string
}

const administrator: UserInfo = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
}

interface Listening {
  readonly server: string
  readonly certificates: ClusterCertificates
}

interface Parts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly store: Store
  readonly server: ApiServer
  readonly kubelets: KubeletDirectory
  readonly certificatesDirectory: string | undefined
  readonly frontProxyAuthority: string | undefined
  readonly requestHeaders: ApiServerOptions['requestHeaders']
  readonly serviceRanges: ApiServerOptions['serviceRanges']
  readonly shutdown: ShutdownOptions
  readonly controllers: ControllerSettings
}

/**
 * A whole cluster inside this process: storage, API server, controllers and scheduler, and whatever nodes are
 * added. What `knarr up` runs is this, and so is what a test starts.
 */
export class Cluster {
  readonly #parts: Parts
  readonly #stop = new AbortController()
  readonly #controlPlane: ControlPlane
  readonly #nodes: HollowNode[] = []
  #certificates: Promise<ClusterCertificates> | undefined
  #listening: Promise<Listening> | undefined

  /** The API as the administrator. */
  readonly client: Client

  private constructor(parts: Parts) {
    this.#parts = parts
    this.client = createClient(this.transport())
    const { clock, random, logger, server, controllers: settings } = parts
    this.#controlPlane = startControlPlane({
      ...{ server, clock, random, logger },
      rootCa: async () => (await this.certificates()).authority.cert,
      signingAuthority: async () => (await this.certificates()).authority,
      settings,
      signal: this.#stop.signal,
    })
  }

  /** Resolves once the API answers and controllers and scheduler work. */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const { clock = systemClock, seed, logger = silentLogger } = options
    const random = seed === undefined ? systemRandom : seededRandom(seed)
    const store = await openStoreOf(options.store ?? 'memory', { clock, logger: logger.child('store') })
    const kubelets = new KubeletDirectory()
    const { certificatesDirectory, admission, admissionFunctions, admissionPlugins } = options
    const made = Promise.withResolvers<Cluster>()
    const server = await ApiServer.open({
      ...{ store, clock, random, logger: logger.child('apiserver'), kubelets },
      proxyClient: async () => (await (await made.promise).certificates()).frontProxy.client,
      kubeletClient: async () => (await (await made.promise).certificates()).kubeletClient,
      kubeletSettings: { addressTypes: ['InternalIP', 'ExternalIP', 'Hostname'] },
      ...(admission ? { admission } : {}),
      ...(admissionFunctions ? { admissionFunctions } : {}),
      ...(admissionPlugins ? { admissionPlugins } : {}),
      ...options.apiServer,
      ...(certificatesDirectory
        ? { serviceAccountKey: await ensureServiceAccountKey(certificatesDirectory) }
        : {}),
    })
    await ensureSystemObjects(server.loopback(), clock)
    const cluster = new Cluster({
      ...{ clock, random, logger, store, server, kubelets, certificatesDirectory },
      frontProxyAuthority: options.frontProxyAuthority,
      requestHeaders: options.apiServer?.requestHeaders,
      serviceRanges: options.apiServer?.serviceRanges,
      shutdown: options.shutdown ?? {},
      controllers: options.controllers ?? {},
    })
    made.resolve(cluster)
    await cluster.#controlPlane.started()
    for (let index = 0; index < (options.nodes ?? 0); index++)
      cluster.#nodes.push(await HollowNode.start(cluster, index))
    return cluster
  }

  get clock(): Clock {
    return this.#parts.clock
  }

  get random(): Random {
    return this.#parts.random
  }

  get logger(): Logger {
    return this.#parts.logger
  }

  /** Where nodes make themselves known, so that the API server finds their kubelets. */
  get kubelets(): KubeletDirectory {
    return this.#parts.kubelets
  }

  /** The cluster IP at which pods ask for names. */
  get dnsAddress(): string {
    return this.#parts.server.serviceAddress(10)
  }

  /** The API as someone: the administrator unless given. */
  transport(user: UserInfo = administrator): Transport {
    return this.#parts.server.transport(user)
  }

  certificates(): Promise<ClusterCertificates> {
    const { clock, certificatesDirectory, server } = this.#parts
    const serviceAddress = server.serviceAddress(1)
    this.#certificates ??= ensureCertificates(certificatesDirectory, { clock, serviceAddress })
    return this.#certificates
  }

  /** Serves HTTPS from now on; resolves with the URL. Later calls answer the first one's. */
  async listen(options: ListenOptions = {}): Promise<string> {
    this.#listening ??= this.#listen(options)
    return (await this.#listening).server
  }

  async #listen(options: ListenOptions): Promise<Listening> {
    const { host = '127.0.0.1', port = 0, alsoOn = host } = options
    const address = options.advertised ?? (isWildcard(alsoOn) ? addressOfMachine() : alsoOn)
    const { server, frontProxyAuthority, requestHeaders } = this.#parts
    const certificates = await this.certificates()
    const { authority } = certificates
    const serving = await certificates.servingFor([host, alsoOn, address])
    const frontProxyCa = frontProxyAuthority ?? certificates.frontProxy.authority.cert
    const tls = { cert: serving.cert, key: serving.key, ca: authority.cert, frontProxyCa }
    const bound = await server.listen({ host, port, tls })
    if (alsoOn !== host) await server.listen({ host: alsoOn, port: bound.port, tls })
    const serviceAddress = server.serviceAddress(1)
    await ensureKubernetesService(server.loopback(), { address, port: bound.port, serviceAddress })
    await ensureAuthenticationInfo(server.loopback(), {
      ...{ clientCa: authority.cert, frontProxyCa },
      ...(requestHeaders ? { requestHeaders } : {}),
    })
    const name = isWildcard(host) ? '127.0.0.1' : host
    return { server: `https://${name}:${bound.port}`, certificates }
  }

  /** The administrator's kubeconfig; starts listening on loopback where nothing else was asked for. */
  async kubeconfig(): Promise<string> {
    await this.listen()
    const { server, certificates } = await (this.#listening as Promise<Listening>)
    const { authority, admin } = certificates
    return kubeconfigFor({ server, authority: authority.cert, user: 'knarr', client: admin })
  }

  /**
   * A second cluster that begins with everything there is here and then goes its own way, in memory. Pods run in
   * neither because of the other: it has no nodes but those that are added to it.
   */
  fork(options: Omit<ClusterOptions, 'store'> = {}): Promise<Cluster> {
    const { clock, logger, store, certificatesDirectory, serviceRanges } = this.#parts
    return Cluster.start({
      ...{ clock, logger, ...(certificatesDirectory ? { certificatesDirectory } : {}) },
      ...options,
      apiServer: { ...(serviceRanges ? { serviceRanges } : {}), ...options.apiServer },
      store: { forkOf: store },
    })
  }

  /** Lets everything that can happen now happen. */
  async settle(): Promise<void> {
    const { clock, store } = this.#parts
    await settle(() => ({
      isIdle: this.#controlPlane.isIdle && this.#nodes.every(({ kubelet }) => kubelet.isIdle),
      revision: store.revision,
      armed: clock instanceof VirtualClock ? clock.armed : 0,
    }))
  }

  /** Moves a virtual clock on by `duration` (`5m`), with everything that happens on the way. */
  async advance(duration: string): Promise<void> {
    const { clock } = this.#parts
    if (!(clock instanceof VirtualClock)) throw new TypeError('advance needs a cluster on a VirtualClock')
    await clock.advance(parseDuration(duration), () => this.settle())
  }

  /** Ends everything in this process; what is stored stays. Nodes of one's own are to be stopped before. */
  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()))
    const { server, store, shutdown } = this.#parts
    this.#stop.abort(new Error('the cluster was stopped'))
    await server.close(shutdown)
    await this.#controlPlane.stopped()
    await store[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** What the control plane cannot do without: its namespaces, and roles that let it work in them. */
async function ensureSystemObjects(transport: Transport, clock: Clock): Promise<void> {
  await ensureSystemNamespaces(transport)
  await Promise.all([
    ensureSystemPriorityClasses(transport),
    ensureBootstrapPolicy(transport),
    ensureLegacyTokenTracking(transport, clock),
  ])
}
