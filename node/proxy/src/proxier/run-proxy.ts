import { nodes, services } from '@knarr/api/core/v1'
import { endpointSlices } from '@knarr/api/discovery/v1'
import { type Client, createInformerFactory } from '@knarr/client'
import { type Logger, MetricsRegistry } from '@knarr/component'
import { type RunCommand, runCommand } from '@knarr/linux'
import type { Clock, Random } from '@knarr/machinery'
import type { IpFamily } from '../model/service-port.ts'
import { Proxier } from './proxier.ts'
import { proxyMetrics } from './proxy-metrics.ts'

export interface ProxyOptions {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly nodeName: string
  /** The node's own address, on which node ports answer. */
  readonly nodeIp: string
  /** Networks of the pods on this node. */
  readonly podCidrs: readonly string[]
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
  readonly run?: RunCommand
  readonly metrics?: MetricsRegistry
  /** The least time between two syncs: 1 s unless given. The first change after a pause is written at once. */
  readonly minSyncPeriodMs?: number
  readonly masqueradeAll?: boolean
}

export interface ServiceProxy {
  /** Resolves once the services there were at first can be reached, or that was tried in vain. */
  synced(): Promise<void>
  /** Writes no more; what is in the kernel stays there. */
  stop(): Promise<void>
}

const masqueradeBit = 14

/** kube-proxy in nftables mode for one node: services are reachable from it and from its pods until `stop`. */
export function runProxy(options: ProxyOptions): ServiceProxy {
  const { client, clock, random, logger, nodeName } = options
  const stopping = new AbortController()
  const informers = createInformerFactory({ client, clock, random, logger })
  const proxier = proxierOf(options, 'IPv4')
  informers.informer(services).addHandler({
    onAdd: (service) => proxier.updateService(service),
    onUpdate: (service) => proxier.updateService(service),
    onDelete: (service) => proxier.deleteService(service),
  })
  informers.informer(endpointSlices).addHandler({
    onAdd: (slice) => proxier.updateSlice(slice),
    onUpdate: (slice) => proxier.updateSlice(slice),
    onDelete: (slice) => proxier.deleteSlice(slice),
  })
  informers.informer(nodes, { fieldSelector: `metadata.name=${nodeName}` }).addHandler({
    onAdd: (node) => proxier.updateNode(node),
    onUpdate: (node) => proxier.updateNode(node),
  })
  informers.start(stopping.signal)
  const synced = informers.synced(stopping.signal).then(() => proxier.start())
  synced.catch(() => undefined)
  return {
    synced: () => synced,
    async stop() {
      stopping.abort(new Error('the proxy was stopped'))
      await proxier.stop()
    },
  }
}

function proxierOf(options: ProxyOptions, family: IpFamily): Proxier {
  const { clock, logger, nodeName, nodeIp, podCidrs, enter, run = runCommand } = options
  const { metrics = new MetricsRegistry(), minSyncPeriodMs = 1_000, masqueradeAll = false } = options
  return new Proxier({
    ...{ family, nodeName, nodeIp, clock, logger, minSyncPeriodMs, run, enter, masqueradeAll },
    metrics: proxyMetrics(metrics),
    localCidrs: podCidrs,
    nodePortAddresses: [nodeIp],
    masqueradeMark: 1 << masqueradeBit,
    serviceCidrs: [],
  })
}
