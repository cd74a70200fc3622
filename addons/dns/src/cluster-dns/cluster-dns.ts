import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import {
  type Client,
  createEventRecorder,
  createInformerFactory,
  type EventRecorder,
  type Logger,
} from '@knarr/client'
import { MetricsRegistry } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import { ClusterView } from '../cluster-view/cluster-view.ts'
import { pluginOrder } from '../plugin-order.ts'
import { DnsServer } from '../server/dns-server.ts'
import { configMapKey, ensureClusterObjects, publishAddress } from './cluster-objects.ts'
import { defaultCorefile } from './default-corefile.ts'

export interface ClusterDnsOptions {
  /** Writes the objects of cluster DNS and reads its ConfigMap. */
  readonly client: Client
  /** Reads services and endpoints: the service account `coredns`, once its role is there. */
  readonly reader: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Where pods reach the server. */
  readonly address: string
  /** 10.96.0.10 unless given. */
  readonly clusterIP?: string
  /** `cluster.local` unless given. */
  readonly domain?: string
}

/** The DNS of a cluster: its Corefile is the ConfigMap `coredns`, and an edit of it counts at once. */
export class ClusterDns {
  readonly #options: ClusterDnsOptions
  readonly #events: EventRecorder
  readonly #stopped = new AbortController()
  #corefile: string
  #server: DnsServer | undefined
  #reloading: Promise<void> = Promise.resolve()

  private constructor(options: ClusterDnsOptions) {
    const { client, clock, random } = options
    this.#options = options
    this.#corefile = defaultCorefile(domainOf(options))
    this.#events = createEventRecorder({ client, clock, random, component: 'coredns' })
  }

  /** Resolves once the server answers. Rejects when its address cannot be listened on. */
  static async start(options: ClusterDnsOptions): Promise<ClusterDns> {
    const dns = new ClusterDns(options)
    await ensureClusterObjects(options.client, {
      clusterIP: options.clusterIP ?? '10.96.0.10',
      domain: domainOf(options),
      logger: options.logger,
    })
    await dns.#run()
    await publishAddress(options.client, options.address)
    return dns
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error('cluster DNS was stopped'))
    await this.#reloading
    // Nothing takes over, so that there is nobody to be a lame duck for.
    await this.#server?.close()
  }

  async #run(): Promise<void> {
    const { client, reader, clock, random, logger, address } = this.#options
    const { signal } = this.#stopped
    const informers = createInformerFactory({ client: reader, clock, random, logger })
    const cluster = new ClusterView(informers, clock)
    const own = createInformerFactory({ client, clock, random, logger })
    const configs = own.informer(configMaps, { fieldSelector: `metadata.name=${configMapKey.name}` })
    own.start(signal)
    informers.start(signal)
    await configs.synced(signal)
    const config = configs.get(configMapKey)
    const stored = config?.data?.Corefile
    const environment = { clock, random, logger, cluster, metrics: new MetricsRegistry() }
    const start = async (corefile: string): Promise<void> => {
      this.#corefile = corefile
      this.#server = await DnsServer.start({
        ...{ environment, plugins: pluginOrder, defaultHost: address },
        corefile: () => this.#corefile,
      })
    }
    try {
      await start(stored ?? this.#corefile)
    } catch (error) {
      // A Corefile edited into nonsense before a restart must not leave the cluster without names.
      if (!config || (error as Error).name !== 'CorefileError') throw error
      this.#complain(config, error as Error)
      await start(defaultCorefile(domainOf(this.#options)))
    }
    configs.addHandler({ onAdd: (found) => this.#changed(found), onUpdate: (found) => this.#changed(found) })
  }

  #changed(config: ConfigMap): void {
    const text = config.data?.Corefile
    if (config.metadata.namespace !== configMapKey.namespace || text === undefined || text === this.#corefile)
      return
    this.#reloading = this.#reloading.then(() => this.#reload(config, text))
  }

  async #reload(config: ConfigMap, text: string): Promise<void> {
    if (this.#stopped.signal.aborted) return
    const good = this.#corefile
    this.#corefile = text
    try {
      if (!(await this.#server?.reload())) return
      this.#options.logger.info('plugin/reload: Running configuration', { sha512: this.#server?.checksum })
      this.#events.event(config, { type: 'Normal', reason: 'Reloaded', message: 'DNS runs this Corefile' })
    } catch (error) {
      this.#corefile = good
      this.#complain(config, error as Error)
    }
  }

  #complain(config: ConfigMap, error: Error): void {
    this.#options.logger.error('Corefile changed but reload failed', { error: error.message })
    const message = `This Corefile cannot be run, the last good one stays in use: ${error.message}`
    this.#events.event(config, { type: 'Warning', reason: 'ReloadFailed', message })
  }
}

function domainOf({ domain }: ClusterDnsOptions): string {
  return domain ?? 'cluster.local'
}
