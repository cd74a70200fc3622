import { nodes, services } from '@knarr/api/core/v1'
import { endpointSlices } from '@knarr/api/discovery/v1'
import { type Client, createInformerFactory } from '@knarr/client'
import { type Logger, MetricsRegistry } from '@knarr/component'
import { type RunCommand, runCommand } from '@knarr/linux'
import type { Clock, Random } from '@knarr/machinery'
import { cleanOtherModes } from '../mode/clean-other-modes.ts'
import { type BackendOptions, makeBackend } from '../mode/make-backend.ts'
import type { IpvsSettings, ProxyMode } from '../mode/proxy-mode.ts'
import type { ProxyBackend } from '../model/proxy-backend.ts'
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
  /** `nftables` unless given; `chooseProxyMode` says what a node can do. */
  readonly mode?: ProxyMode
  readonly ipvs?: IpvsSettings
}

export interface ServiceProxy {
  /** Resolves once the services there were at first can be reached, or that was tried in vain. */
  synced(): Promise<void>
  /** Writes no more; what is in the kernel stays there. */
  stop(): Promise<void>
}

const masqueradeBit = 14
/** Nothing else is expected to change the proxy's own table. */
const nftablesSyncPeriodMs = 3_600_000
const ipvsSyncPeriodMs = 30_000

/** kube-proxy for one node: services are reachable from it and from its pods until `stop`. */
export function runProxy(options: ProxyOptions): ServiceProxy {
  const { client, clock, random, logger, nodeName } = options
  const stopping = new AbortController()
  const informers = createInformerFactory({ client, clock, random, logger })
  const { mode = 'nftables' } = options
  const backendOptions = backendOptionsOf(options, 'IPv4')
  const proxier = proxierOf(options, makeBackend(mode, backendOptions), 'IPv4')
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
  const cleaned = cleanOtherModes(mode, backendOptions)
  const synced = informers
    .synced(stopping.signal)
    .then(() => cleaned)
    .then(() => proxier.start())
  synced.catch(() => undefined)
  return {
    synced: () => synced,
    async stop() {
      stopping.abort(new Error('the proxy was stopped'))
      await proxier.stop()
    },
  }
}

function backendOptionsOf(options: ProxyOptions, family: IpFamily): BackendOptions {
  const {
    clock,
    logger,
    nodeIp,
    podCidrs,
    enter,
    run = runCommand,
    masqueradeAll = false,
    ipvs = {},
  } = options
  return {
    ...{ family, nodeIp, clock, logger, run, enter, masqueradeAll, ipvs },
    localCidrs: podCidrs,
    nodePortAddresses: [nodeIp],
    masqueradeMark: 1 << masqueradeBit,
    serviceCidrs: [],
  }
}

function proxierOf(options: ProxyOptions, backend: ProxyBackend, family: IpFamily): Proxier {
  const { clock, logger, nodeName, enter, run = runCommand } = options
  const { metrics = new MetricsRegistry(), mode, ipvs = {} } = options
  const isIpvs = mode === 'ipvs'
  return new Proxier({
    ...{ family, backend, nodeName, clock, logger, run, enter },
    metrics: proxyMetrics(metrics),
    minSyncPeriodMs: (isIpvs ? ipvs.minSyncPeriodMs : undefined) ?? options.minSyncPeriodMs ?? 1_000,
    syncPeriodMs: isIpvs ? (ipvs.syncPeriodMs ?? ipvsSyncPeriodMs) : nftablesSyncPeriodMs,
  })
}
