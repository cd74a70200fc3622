import type { Server } from 'node:http'
import type { Logger } from '@knarr/component'
import { endServer, type Listen, listenAt } from '@knarr/linux'
import type { ServiceChange } from '../changes/change-tracker.ts'
import { type HttpAnswer, httpServer } from './http-server.ts'
import type { ProxyHealth } from './proxy-health.ts'

export interface ServiceHealthOptions {
  readonly nodeName: string
  /** The addresses node ports answer on. */
  readonly addresses: readonly string[]
  readonly listen: Listen
  readonly health: ProxyHealth
  readonly logger: Logger
}

interface Checked {
  readonly port: number
  readonly servers: readonly Server[]
  localEndpoints: number
}

/**
 * Answers load balancers at the `healthCheckNodePort` of each service that has one: 200 while this node has a ready
 * endpoint of it and the proxy keeps up, else 503.
 */
export class ServiceHealth {
  readonly #options: ServiceHealthOptions
  /** By `namespace/name`. */
  readonly #checked = new Map<string, Checked>()

  constructor(options: ServiceHealthOptions) {
    this.#options = options
  }

  /** Opens, closes and counts anew what the changes ask for. A port that is taken is tried again with the next change. */
  async sync(changes: readonly ServiceChange[]): Promise<void> {
    const wanted = changes.map((change) => ({ key: change.key, ...wishOf(change) }))
    for (const { key, port } of wanted) if (this.#checked.get(key)?.port !== port) this.#close(key)
    for (const { key, port, localEndpoints } of wanted) {
      const checked = this.#checked.get(key) ?? (port === 0 ? undefined : await this.#open(key, port))
      if (checked) checked.localEndpoints = localEndpoints
    }
  }

  stop(): void {
    for (const key of [...this.#checked.keys()]) this.#close(key)
  }

  /** Listens on all addresses or on none. */
  async #open(key: string, port: number): Promise<Checked | undefined> {
    const { addresses, listen, nodeName, logger } = this.#options
    const servers: Server[] = []
    try {
      for (const host of addresses) {
        const server = httpServer(() => this.#answer(key))
        await listenAt(listen, server, { host, port })
        servers.push(server)
      }
    } catch (error) {
      servers.forEach(endServer)
      logger.error('failed to start healthcheck', { node: nodeName, service: key, port, err: error })
      return undefined
    }
    const checked = { port, servers, localEndpoints: 0 }
    this.#checked.set(key, checked)
    return checked
  }

  #close(key: string): void {
    this.#checked.get(key)?.servers.forEach(endServer)
    this.#checked.delete(key)
  }

  #answer(key: string): HttpAnswer {
    const localEndpoints = this.#checked.get(key)?.localEndpoints ?? 0
    const serviceProxyHealthy = this.#options.health.isHealthy
    const [namespace, name] = key.split('/')
    return {
      status: localEndpoints > 0 && serviceProxyHealthy ? 200 : 503,
      headers: {
        'Content-Type': 'application/json',
        'X-Content-Type-Options': 'nosniff',
        'X-Load-Balancing-Endpoint-Weight': String(localEndpoints),
      },
      body: JSON.stringify({ service: { namespace, name }, localEndpoints, serviceProxyHealthy }, null, '\t'),
    }
  }
}

/** An endpoint's address counts once, however many ports lead to it. */
function wishOf({ entries }: ServiceChange): { readonly port: number; readonly localEndpoints: number } {
  const local = entries.flatMap(({ endpoints }) => endpoints.filter(({ ready, isLocal }) => ready && isLocal))
  return {
    port:
      entries.find(({ servicePort }) => servicePort.healthCheckNodePort)?.servicePort.healthCheckNodePort ??
      0,
    localEndpoints: new Set(local.map(({ ip }) => ip)).size,
  }
}
