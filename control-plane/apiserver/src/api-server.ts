import type { Logger, Transport } from '@knarr/client'
import { type Client, createClient, withUserAgent } from '@knarr/client'
import { type HealthChecks, MetricsRegistry, silentLogger } from '@knarr/component'
import { type Cidr, type Clock, formatIp, parseCidr, type Random } from '@knarr/machinery'
import type { KubeletDialer } from '@knarr/rpc'
import type { Store } from '@knarr/storage'
import { admissionContextOf } from './admission/admission-context.ts'
import { type AdmissionOptions, openAdmission } from './admission/open-admission.ts'
import { startPolicyStatus } from './admission/policy/type-checking/policy-status-controller.ts'
import { Aggregator } from './aggregation/aggregator.ts'
import type { ProxyClientSource } from './aggregation/backend.ts'
import { Auditor, type AuditSink } from './audit/auditor.ts'
import { type AuthenticationOptions, openAuthentication } from './authn/open-authentication.ts'
import { signToken } from './authn/service-account/json-web-token.ts'
import { legacyTokens } from './authn/service-account/legacy-tokens.ts'
import { markTokenUsed } from './authn/service-account/mark-token-used.ts'
import { ServiceAccountTokens } from './authn/service-account/service-account-tokens.ts'
import { type AuthorizationOptions, openAuthorizer } from './authz/open-authorizer.ts'
import { escalationCheck } from './authz/rbac/escalation-check.ts'
import { RbacAuthorizer } from './authz/rbac/rbac-authorizer.ts'
import { ensureDefaultServiceCidr } from './bootstrap/default-service-cidr.ts'
import { EncodingCache } from './codec/encoding-cache.ts'
import { CustomResourceServer } from './crd/custom-resource-server.ts'
import { type EncryptionOptions, openEncryption } from './encryption/open-encryption.ts'
import { servedResources } from './endpoints/served-resources.ts'
import type { ServerParts } from './endpoints/server-parts.ts'
import type { SubresourceFunction } from './endpoints/subresources/function/subresource-function.ts'
import { SubresourceFunctions } from './endpoints/subresources/function/subresource-functions.ts'
import { filtered } from './filters/order.ts'
import {
  type FlowControl,
  type FlowControlOptions,
  openFlowControl,
} from './flow-control/open-flow-control.ts'
import { postStartHook } from './health/post-start-hooks.ts'
import { componentHealth, type ServerHealth, serverHealth } from './health/server-health.ts'
import { ServerLifecycle } from './health/server-lifecycle.ts'
import { type ShutdownOptions, shutDown } from './health/shut-down.ts'
import { AnswerWriter } from './http/answer-writer.ts'
import { HttpListener, type ListenOptions } from './http/http-listener.ts'
import { EventExpiry, type EventLimits } from './maintenance/event-expiry.ts'
import { mendAllocations, startMaintenance } from './maintenance.ts'
import { AccessMetrics } from './metrics/access-metrics.ts'
import { AdmissionMetrics } from './metrics/admission-metrics.ts'
import { AuthorizerMetrics } from './metrics/authorizer-metrics.ts'
import { ConversionMetrics } from './metrics/conversion-metrics.ts'
import { MeasuredStore } from './metrics/measured-store.ts'
import { isCounted } from './metrics/open-metrics.ts'
import { openServerParts } from './open-server-parts.ts'
import type { KubeletSettings } from './proxy/node-location.ts'
import type { ProxyTls } from './proxy/reverse-proxy.ts'
import {
  defaultServiceRanges,
  MemoryServiceIpAllocator,
  type ServiceRanges,
} from './registry/core/service/memory-service-ip-allocator.ts'
import type { ServiceIpAllocator } from './registry/core/service/service-ip-allocator.ts'
import { Registry } from './registry/registry.ts'
import { ResourceCatalog } from './registry/resource-catalog.ts'
import { strategiesWith } from './registry/resources.ts'
import { serviceHooks } from './registry/service-hooks.ts'
import type { Strategy } from './registry/strategy.ts'
import type { Handler } from './request/answer.ts'
import type { UserInfo } from './request/server-request.ts'
import { answeringHandler, type DescriptionOptions } from './routes/answering-handler.ts'
import { inProcessTransport } from './transport/in-process-transport.ts'
import { OpenWatches } from './watch/open-watches.ts'
import { WatchCaches } from './watch/watch-caches.ts'

export interface ApiServerOptions
  extends AdmissionOptions,
    AuthenticationOptions,
    AuthorizationOptions,
    DescriptionOptions,
    EventLimits,
    FlowControlOptions {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger
  /** What the server serves; all built-in resources unless given. */
  readonly strategies?: readonly Strategy[]
  readonly kubelets?: KubeletDialer
  /** How kubelets are called for `nodes/proxy`. */
  readonly kubeletSettings?: KubeletSettings
  /** Subresources beside those there are: see `subresourceFunction`. */
  readonly subresourceFunctions?: readonly SubresourceFunction[]
  /** With what this server shows kubelets who it is, and tells them by. */
  readonly kubeletClient?: () => Promise<ProxyTls>
  /** PEM of the private key that signs service account tokens; gone with the process unless given. */
  readonly serviceAccountKey?: string
  /** Where cluster IPs and node ports come from. */
  readonly serviceRanges?: ServiceRanges
  /** What a request may take that is neither a watch nor a stream; a minute unless given. */
  readonly requestTimeoutMs?: number
  /** What a watch lasts at least where its client does not say, and at most twice as long; half an hour unless given. */
  readonly minRequestTimeoutMs?: number
  /** How likely a request over HTTP/2 is the last on its connection; 0 unless given. */
  readonly goawayChance?: number
  /** Where the server tells of itself, served at `/metrics` with whatever others tell there. */
  readonly metrics?: MetricsRegistry
  /** By which keys objects are kept, and which of them. */
  readonly encryption?: EncryptionOptions
  /** What is told of requests, and to whom; the backend is closed with the server. */
  readonly audit?: AuditSink
  /** With what this server shows extension API servers that it speaks for its clients. */
  readonly proxyClient?: ProxyClientSource
}

/** The Kubernetes API over a store: in this process by `transport`, to others by `listen`. */
export class ApiServer {
  readonly #parts: ServerParts
  readonly #handler: Handler
  readonly #cache = new EncodingCache()
  readonly #logger: Logger
  readonly #listeners = new Set<HttpListener>()
  readonly #lifecycle: ServerLifecycle
  readonly #closers: (() => unknown)[]
  readonly #serviceNetwork: Cidr | undefined
  readonly #goawayChance: number
  #closed: Promise<void> | undefined
  /** What `/livez` and `/healthz` ask; a component beside the server may add its own. */
  readonly livez: HealthChecks
  /** What `/readyz` asks. */
  readonly readyz: HealthChecks
  /** What `componentstatuses` tell of; components beside the server add themselves. */
  readonly components: HealthChecks

  private constructor(options: {
    parts: ServerParts
    handler: Handler
    logger: Logger
    health: ServerHealth
    lifecycle: ServerLifecycle
    /** What ends with the server, in this order. */
    closers: (() => unknown)[]
    /** The service network, the cluster's own family first. */
    cidrs: readonly string[]
    goawayChance: number
  }) {
    this.#parts = options.parts
    this.#handler = options.handler
    this.#logger = options.logger
    this.#lifecycle = options.lifecycle
    this.#closers = options.closers
    this.#goawayChance = options.goawayChance
    this.#serviceNetwork = parseCidr(options.cidrs[0] ?? '')
    this.livez = options.health.livez
    this.readyz = options.health.readyz
    this.components = options.parts.components
  }

  static async open(options: ApiServerOptions): Promise<ApiServer> {
    const { clock, random, logger = silentLogger } = options
    const { metrics = new MetricsRegistry(), audit } = options
    const encryption = await openEncryption(options.store, options.encryption, { clock, logger, metrics })
    const store = encryption?.store ?? options.store
    const registry = new Registry({
      ...{ store: new MeasuredStore(store, { metrics, clock }), clock, random },
      isStale: (item) => encryption?.store.isStale(item) ?? false,
    })
    const allocator = new MemoryServiceIpAllocator(random, options.serviceRanges)
    const components = componentHealth(store)
    const functions = new SubresourceFunctions(options.subresourceFunctions)
    const catalog = builtInCatalog(options, { allocator, functions })
    const parts = await openServerParts(
      {
        ...{ registry, catalog, metrics, caches: new WatchCaches(store), functions, components },
        loopbackClient: () => createClient(server.loopback()),
      },
      options,
    )
    const { authorizer } = parts
    const lifecycle = new ServerLifecycle()
    const health = serverHealth(store, lifecycle)
    encryption?.addChecks(health)
    const aggregator = aggregatorOf(parts, options)
    const answering = answeringHandler(
      { parts, aggregator, health, metrics, store, kept: options.store },
      options,
    )
    const access = new AccessMetrics(metrics)
    const auditor = audit && new Auditor({ clock, metrics, ...audit })
    const { requestTimeoutMs = 60_000 } = options
    const flowParts = { registry, catalog, metrics, logger, requestTimeoutMs }
    const flowControl = openFlowControl(options, flowParts)
    const handler = filtered(answering, {
      ...{ clock, random, logger, authorizer, lifecycle, flowControl, requestTimeoutMs },
      ...{ metrics, access, auditor },
      isServed: (info) => isCounted(catalog, info),
      authentication: parts.authentication,
    })
    const { authorizationFile, authorizationWebhook } = options
    const closed = [
      encryption,
      parts.admission,
      parts.caches,
      auditor,
      authorizationFile,
      authorizationWebhook,
    ]
    const closers = closed.map((part) => () => part?.close())
    const { cidrs } = options.serviceRanges ?? defaultServiceRanges
    const { goawayChance = 0 } = options
    const own = { parts, handler, logger, health, lifecycle, closers, cidrs, goawayChance }
    const server = new ApiServer(own)
    await server.#start({ allocator, flowControl, aggregator, metrics, eventLimits: options, cidrs })
    return server
  }

  /** What has to be done before the first request of others, and what goes on beside requests. */
  async #start({ allocator, flowControl, aggregator, metrics, eventLimits, cidrs }: Started): Promise<void> {
    const { clock, registry, catalog, admission, caches } = this.#parts
    const logger = this.#logger
    await postStartHook(this, 'start-service-ip-repair-controllers', () =>
      mendAllocations({ registry, allocator }),
    )
    const customResources = new CustomResourceServer({
      ...{ registry, catalog, admission, logger },
      context: admissionContextOf(registry, caches),
      metrics: new ConversionMetrics(metrics, clock),
    })
    await postStartHook(this, 'start-apiextensions-controllers', () => customResources.start())
    if (catalog.find('networking.k8s.io', 'v1', 'servicecidrs')?.strategy)
      await postStartHook(this, 'start-kubernetes-service-cidr-controller', () =>
        ensureDefaultServiceCidr(createClient(this.loopback()), cidrs, clock),
      )
    if (catalog.find('apiregistration.k8s.io', 'v1', 'apiservices')?.strategy)
      await postStartHook(this, 'apiservice-registration-controller', () =>
        aggregator.start(createClient(this.loopback())),
      )
    const policyStatus = await startPolicyStatus({
      store: registry.store,
      catalog,
      client: createClient(this.loopback()),
      logger,
    })
    const flowConfiguration = flowControl.configuration(this.loopback())
    await postStartHook(this, 'priority-and-fairness-config-producer', async () => flowConfiguration?.start())
    const eventExpiry = new EventExpiry(registry, eventLimits)
    await eventExpiry.start()
    const maintenance = startMaintenance({
      ...{ clock, registry, allocator, logger, flowConfiguration, eventExpiry },
    })
    this.#closers.unshift(
      () => maintenance.cancel(),
      () => this.#parts.authentication.close(),
      () => eventExpiry.close(),
      () => customResources.close(),
      () => policyStatus?.close(),
      () => aggregator.close(),
      () => flowConfiguration?.close(),
    )
  }

  /** The API as the server itself, which may do everything. */
  loopback(): Transport {
    return withUserAgent(this.transport(loopback), 'kube-apiserver')
  }

  /** The API as a function call, on behalf of `user`. */
  transport(user: UserInfo): Transport {
    return inProcessTransport({
      handler: this.#handler,
      user,
      cache: this.#cache,
      nowMs: () => this.#parts.clock.now(),
    })
  }

  /**
   * The address so many places after the first of the service network: 1 is the Service `kubernetes`, 10 cluster DNS.
   * @throws RangeError where the network is smaller
   */
  serviceAddress(index: number): string {
    const ip = this.#serviceNetwork?.nth(index)
    if (!ip) throw new RangeError(`the service network ${this.#serviceNetwork} has no address ${index}`)
    return formatIp(ip)
  }

  /** A JWT of these claims, by the key that service account tokens are signed with. */
  signToken(claims: object): string {
    return signToken(claims, this.#parts.tokens.key)
  }

  /** Serves HTTPS: HTTP/2 and HTTP/1.1 on one port. May be called more than once. */
  async listen(options: ListenOptions): Promise<{ port: number }> {
    const { clock } = this.#parts
    const encoding = { cache: this.#cache, nowMs: () => clock.now() }
    const parts = {
      handler: this.#handler,
      writer: new AnswerWriter(encoding),
      encoding,
      clock,
      random: this.#parts.random,
      logger: this.#logger,
      goawayChance: this.#goawayChance,
    }
    const listener = new HttpListener(parts, options.tls)
    this.#listeners.add(listener)
    return listener.listen(options)
  }

  /** Ends watches and listeners once requests under way are answered; the store stays open. Idempotent. */
  close(options: ShutdownOptions = {}): Promise<void> {
    this.#closed ??= this.#close(options)
    return this.#closed
  }

  async #close(options: ShutdownOptions): Promise<void> {
    const { clock, watches } = this.#parts
    await shutDown({ clock, lifecycle: this.#lifecycle, listeners: this.#listeners, watches }, options)
    for (const close of this.#closers) await close()
  }
}

function aggregatorOf({ registry, catalog, caches }: ServerParts, options: ApiServerOptions): Aggregator {
  const { logger = silentLogger, proxyClient } = options
  const context = admissionContextOf(registry, caches)
  return new Aggregator({ store: registry.store, catalog, context, logger, proxyClient })
}

/** What there is before any definition adds to it. */
function builtInCatalog(
  { strategies }: ApiServerOptions,
  { allocator, functions }: { allocator: ServiceIpAllocator; functions: SubresourceFunctions },
): ResourceCatalog {
  const catalog = new ResourceCatalog((entry) => functions.extend(entry))
  const hooks = new Map([['/services', serviceHooks(allocator)]])
  for (const entry of servedResources(strategies ?? strategiesWith(allocator), hooks)) catalog.add(entry)
  return catalog
}

interface Started {
  readonly metrics: MetricsRegistry
  readonly allocator: ServiceIpAllocator
  readonly flowControl: FlowControl
  readonly aggregator: Aggregator
  readonly eventLimits: EventLimits
  /** The service network. */
  readonly cidrs: readonly string[]
}

/** The server as its own client. */
const loopback: UserInfo = { name: 'system:apiserver', groups: ['system:masters'] }
