import type { Logger, Transport } from '@knarr/client'
import type { Clock, Random } from '@knarr/machinery'
import type { KubeletDialer } from '@knarr/rpc'
import type { Store } from '@knarr/storage'
import { AdmissionChain } from './admission/admission-chain.ts'
import { admissionOrder } from './admission/plugins/order.ts'
import type { Authenticator } from './authn/authenticator.ts'
import { clientCertificate } from './authn/client-certificate.ts'
import { type Authorizer, chainAuthorizers } from './authz/authorizer.ts'
import { bootstrapRules } from './authz/bootstrap-rules.ts'
import { ruleAuthorizer } from './authz/rule-authorizer.ts'
import { EncodingCache } from './codec/encoding-cache.ts'
import { resourceHandler } from './endpoints/dispatch.ts'
import { servedResources } from './endpoints/served-resources.ts'
import type { ServerParts } from './endpoints/server-parts.ts'
import { filterOrder } from './filters/order.ts'
import { Registry } from './registry/registry.ts'
import { ResourceCatalog } from './registry/resource-catalog.ts'
import type { Strategy } from './registry/strategy.ts'
import type { Handler } from './request/answer.ts'
import type { UserInfo } from './request/server-request.ts'
import { inProcessTransport } from './transport/in-process-transport.ts'
import { OpenWatches } from './watch/open-watches.ts'

export interface ApiServerOptions {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger
  /** What the server serves; all built-in resources unless given. */
  readonly strategies?: readonly Strategy[]
  readonly kubelets?: KubeletDialer
  /** Asked after client certificates. */
  readonly authenticators?: readonly Authenticator[]
  /** Asked after the rules that always hold. */
  readonly authorizers?: readonly Authorizer[]
}

const silent: Logger = { info() {}, warn() {}, error() {} }

/** The Kubernetes API over a store: in this process by `transport`, to others by `listen`. */
export class ApiServer {
  readonly #parts: ServerParts
  readonly #handler: Handler
  readonly #cache = new EncodingCache()
  readonly #clock: Clock

  private constructor(parts: ServerParts, handler: Handler) {
    this.#parts = parts
    this.#handler = handler
    this.#clock = parts.clock
  }

  static async open(options: ApiServerOptions): Promise<ApiServer> {
    const { store, clock, random, logger = silent } = options
    const registry = new Registry({ store, clock, random })
    const catalog = new ResourceCatalog()
    for (const entry of servedResources(options.strategies ?? [])) catalog.add(entry)
    const authorizer = chainAuthorizers([ruleAuthorizer(bootstrapRules), ...(options.authorizers ?? [])])
    const parts: ServerParts = {
      clock,
      random,
      registry,
      catalog,
      admission: new AdmissionChain(admissionOrder, registry),
      authorizer,
      watches: new OpenWatches(),
      kubelets: options.kubelets,
    }
    const authenticators = [clientCertificate, ...(options.authenticators ?? [])]
    const filterParts = { clock, logger, authenticators, authorizer }
    const filters = filterOrder.map((filter) => filter(filterParts))
    const handler = filters.reduceRight((next, filter) => filter(next), resourceHandler(parts))
    return new ApiServer(parts, handler)
  }

  /** The API as a function call, on behalf of `user`. */
  transport(user: UserInfo): Transport {
    return inProcessTransport({
      handler: this.#handler,
      user,
      cache: this.#cache,
      nowMs: () => this.#clock.now(),
    })
  }

  /** Ends watches and listeners; the store stays open. */
  async close(): Promise<void> {
    this.#parts.watches.close()
  }
}
