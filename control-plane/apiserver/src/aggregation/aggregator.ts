import type { Client, Logger } from '@knarr/client'
import type { Store } from '@knarr/storage'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import { proxyRequest } from '../proxy/reverse-proxy.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Answer } from '../request/answer.ts'
import type { ServerRequest } from '../request/server-request.ts'
import { plainText } from '../routes/route.ts'
import { AutoRegistration } from './auto-registration.ts'
import { AvailabilityController } from './availability-controller.ts'
import { type Backend, backendOf, identityHeaders, type ProxyClientSource } from './backend.ts'
import { BackendDiscovery } from './backend-discovery.ts'
import { isAvailable, type RemoteApi, RemoteApis } from './remote-apis.ts'

export interface AggregatorOptions {
  readonly store: Store
  readonly catalog: ResourceCatalog
  readonly context: AdmissionContext
  readonly logger: Logger
  readonly proxyClient: ProxyClientSource | undefined
}

/** Makes the APIs of other servers part of this one's, by the APIServices that say where they are. */
export class Aggregator {
  readonly #options: AggregatorOptions
  readonly #remotes = new RemoteApis()
  readonly discovery: BackendDiscovery
  readonly #closers: { close(): void }[] = []

  constructor(options: AggregatorOptions) {
    this.#options = options
    this.discovery = new BackendDiscovery(this.#remotes, options.context, options.proxyClient)
  }

  /** Resolves once it is known who answers for what; `client` acts for this server. */
  async start(client: Client): Promise<void> {
    const { store, catalog, context, logger, proxyClient } = this.#options
    const failed = (error: unknown): void =>
      logger.error('watching APIServices failed', { error: String(error) })
    await this.#remotes.follow(store, failed)
    const parts = { remotes: this.#remotes, client, store, context, logger, proxyClient }
    const availability = new AvailabilityController(parts)
    const registration = new AutoRegistration({ client, catalog, logger })
    this.#closers.push(this.#remotes, availability, registration, this.discovery)
    availability.start()
    this.discovery.start()
    await registration.start()
  }

  close(): void {
    for (const each of this.#closers) each.close()
  }

  /** Who answers in place of this server, if somebody does: below `/apis/GROUP/VERSION`, or in its schema. */
  handles({ path }: Pick<ServerRequest, 'path'>): RemoteApi | undefined {
    if (this.#remotes.isEmpty) return undefined
    const [, root, group = '', version = ''] = path.replace(/^\/openapi\/v3(?=\/apis\/)/, '').split('/')
    return root === 'apis' && version !== '' ? this.#remotes.find(group, version) : undefined
  }

  /** The other server's answer to a request that was let in. */
  async answer(request: ServerRequest, api: RemoteApi): Promise<Answer> {
    if (!isAvailable(api)) return unavailable
    const { context, proxyClient } = this.#options
    let backend: Backend
    try {
      backend = await backendOf(api, context, proxyClient)
    } catch {
      return unavailable
    }
    const query = request.query.toString()
    const url = new URL(`${backend.origin}${request.path}${query ? `?${query}` : ''}`)
    const headers = identityHeaders(request.user)
    try {
      return await proxyRequest(request, { url, address: backend.address, tls: backend.tls, headers })
    } catch (error) {
      return plainText(503, `${(error as Error).message}\n`)
    }
  }
}

const unavailable: Answer = plainText(503, 'service unavailable\n')
