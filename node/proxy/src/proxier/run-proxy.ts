import { type Node, nodes, type Service, services } from '@knarr/api/core/v1'
import { type EndpointSlice, endpointSlices } from '@knarr/api/discovery/v1'
import { type ServiceCIDR, serviceCIDRs } from '@knarr/api/networking/v1'
import { type Client, createInformerFactory, type InformerFactory } from '@knarr/client'
import { type Logger, MetricsRegistry } from '@knarr/component'
import { type Listen, listenHere, listenInNode, type RunCommand, runCommand } from '@knarr/linux'
import type { Clock, Random } from '@knarr/machinery'
import { ProxyHealth } from '../health/proxy-health.ts'
import { ServiceHealth } from '../health/service-health.ts'
import { type ProxyListeners, startListeners } from '../health/start-listeners.ts'
import { cleanOtherModes } from '../mode/clean-other-modes.ts'
import { type BackendOptions, makeBackend } from '../mode/make-backend.ts'
import type { IptablesSettings, IpvsSettings } from '../mode/proxy-mode.ts'
import type { IpFamily } from '../model/service-port.ts'
import { familiesOf, type NodeNetwork, nodeRulesOf, ofFamily } from './node-rules-of.ts'
import { Proxier } from './proxier.ts'
import { proxyMetrics } from './proxy-metrics.ts'
import { ServiceCidrs } from './service-cidrs.ts'

export interface ProxyOptions extends NodeNetwork {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly nodeName: string
  /** A command with what it takes to run it on the node. */
  enter(command: readonly string[]): string[]
  readonly run?: RunCommand
  readonly metrics?: MetricsRegistry
  /** The least time between two syncs: 1 s unless given. The first change after a pause is written at once. */
  readonly minSyncPeriodMs?: number
  readonly ipvs?: IpvsSettings
  readonly iptables?: IptablesSettings
  /** How often everything is written again in nftables mode: an hour unless given. */
  readonly syncPeriodMs?: number
  /** Servers of health and metrics, and of each service's health check node port; none unless given. */
  readonly listeners?: ProxyListeners
  /** Whether the node's network is another than that of this process: servers listen there then. */
  readonly hasOwnNetwork?: boolean
}

export interface ServiceProxy {
  /** Resolves once the services there were at first can be reached, or that was tried in vain. */
  synced(): Promise<void>
  /** Writes no more; what is in the kernel stays there. */
  stop(): Promise<void>
}

/** Nothing else is expected to change the proxy's own table. */
const nftablesSyncPeriodMs = 3_600_000
const otherSyncPeriodMs = 30_000
const healthTimeoutMs = 60_000

/** kube-proxy for one node: services are reachable from it and from its pods until `stop`. */
export function runProxy(options: ProxyOptions): ServiceProxy {
  const { client, clock, random, logger, nodeName, mode = 'nftables', listeners } = options
  const stopping = new AbortController()
  const metrics = options.metrics ?? new MetricsRegistry()
  const health = new ProxyHealth(clock, healthTimeoutMs)
  const informers = createInformerFactory({ client, clock, random, logger })
  const cidrs = new ServiceCidrs()
  const families = familiesOf(options.nodeIps).map((family) => {
    const backendOptions = backendOptionsOf(options, family, cidrs)
    return { backendOptions, proxier: proxierOf({ ...options, metrics }, backendOptions, health) }
  })
  const proxiers = families.map(({ proxier }) => proxier)
  follow(informers, proxiers, { nodeName, health, cidrs })
  informers.start(stopping.signal)
  if (listeners)
    startListeners({
      ...{ clock, logger, health, metrics, mode, listeners },
      ...{ listen: listenOf(options), signal: stopping.signal },
    })
  const cleaned = Promise.all(families.map(({ backendOptions }) => cleanOtherModes(mode, backendOptions)))
  const synced = informers
    .synced(stopping.signal)
    .then(() => cleaned)
    .then(() => Promise.all(proxiers.map((proxier) => proxier.start())))
    .then(() => undefined)
  synced.catch(() => undefined)
  return {
    synced: () => synced,
    async stop() {
      stopping.abort(new Error('the proxy was stopped'))
      await Promise.all(proxiers.map((proxier) => proxier.stop()))
    },
  }
}

interface Followed {
  readonly nodeName: string
  readonly health: ProxyHealth
  readonly cidrs: ServiceCidrs
}

/** Tells the proxiers what the cluster says. */
function follow(informers: InformerFactory, proxiers: readonly Proxier[], followed: Followed): void {
  const { nodeName, health, cidrs } = followed
  const each = <T>(tell: (proxier: Proxier, value: T) => void): ((value: T) => void) => {
    return (value) => {
      for (const proxier of proxiers) tell(proxier, value)
    }
  }
  const noteService = each((proxier, service: Service) => proxier.updateService(service))
  const noteSlice = each((proxier, slice: EndpointSlice) => proxier.updateSlice(slice))
  const noteNode = each((proxier, node: Node) => proxier.updateNode(node))
  informers.informer(services).addHandler({
    ...{ onAdd: noteService, onUpdate: noteService },
    onDelete: each((proxier, service) => proxier.deleteService(service)),
  })
  informers.informer(endpointSlices).addHandler({
    ...{ onAdd: noteSlice, onUpdate: noteSlice },
    onDelete: each((proxier, slice) => proxier.deleteSlice(slice)),
  })
  const updateNode = (node: Node): void => {
    health.updateNode(node)
    noteNode(node)
  }
  informers.informer(nodes, { fieldSelector: `metadata.name=${nodeName}` }).addHandler({
    ...{ onAdd: updateNode, onUpdate: updateNode },
    onDelete: () => health.updateNode(undefined),
  })
  const resync = each((proxier) => proxier.resync())
  const noteCidr = (cidr: ServiceCIDR): void => {
    if (cidrs.update(cidr)) resync(undefined)
  }
  informers.informer(serviceCIDRs).addHandler({
    ...{ onAdd: noteCidr, onUpdate: noteCidr },
    onDelete: (cidr) => {
      if (cidrs.delete(cidr)) resync(undefined)
    },
  })
}

function backendOptionsOf(options: ProxyOptions, family: IpFamily, cidrs: ServiceCidrs): BackendOptions {
  const { clock, logger, enter, run = runCommand, ipvs = {}, iptables = {} } = options
  return {
    ...nodeRulesOf(options, family),
    ...{ clock, logger, run, enter, ipvs, iptables },
    get serviceCidrs(): readonly string[] {
      return ofFamily(cidrs.list, family)
    },
  }
}

function proxierOf(
  options: ProxyOptions & { readonly metrics: MetricsRegistry },
  backendOptions: BackendOptions,
  health: ProxyHealth,
): Proxier {
  const { clock, logger, nodeName, enter, mode = 'nftables', listeners } = options
  const { family, run, nodePortAddresses } = backendOptions
  const addresses = nodePortAddresses.map((address) => address.replace(/\/0$/, ''))
  const serviceHealth = new ServiceHealth({
    ...{ nodeName, logger, health, addresses, listen: listenOf(options) },
  })
  return new Proxier({
    ...{ family, nodeName, clock, logger, run, enter, health, ...periodsOf(options) },
    ...{ backend: makeBackend(mode, backendOptions), hasKernelFlows: mode !== 'userspace' },
    ...(listeners ? { serviceHealth } : {}),
    metrics: proxyMetrics(options.metrics),
  })
}

/** What a mode's own settings say counts for it. */
function periodsOf(options: ProxyOptions): {
  readonly minSyncPeriodMs: number
  readonly syncPeriodMs: number
} {
  const { mode = 'nftables', ipvs = {}, iptables = {}, minSyncPeriodMs = 1_000 } = options
  const { syncPeriodMs = nftablesSyncPeriodMs } = options
  if (mode === 'nftables') return { minSyncPeriodMs, syncPeriodMs }
  const own = mode === 'ipvs' ? ipvs : mode === 'iptables' ? iptables : {}
  return {
    minSyncPeriodMs: own.minSyncPeriodMs ?? minSyncPeriodMs,
    syncPeriodMs: own.syncPeriodMs ?? otherSyncPeriodMs,
  }
}

function listenOf({ hasOwnNetwork, enter }: ProxyOptions): Listen {
  return hasOwnNetwork ? listenInNode(enter) : listenHere
}
