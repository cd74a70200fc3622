import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpAnswer } from '../plugin.ts'

/** What to answer by address (`host:port`) and path. */
export type HttpRoutes = ReadonlyMap<string, ReadonlyMap<string, () => HttpAnswer>>

/** The small HTTP servers of health, ready and prometheus; those of an address outlive a reload that keeps it. */
export class HttpEndpoints {
  readonly #servers = new Map<string, Server>()
  readonly #defaultHost: string
  #routes: HttpRoutes = new Map()

  /** Addresses without a host are served at `defaultHost`. */
  constructor(defaultHost: string) {
    this.#defaultHost = defaultHost
  }

  /** Listens at every address of `routes`, then lets go of the others. Rejects, changing nothing, if one is taken. */
  async replace(routes: HttpRoutes): Promise<void> {
    const opened = new Map<string, Server>()
    try {
      for (const address of routes.keys()) {
        if (!this.#servers.has(address)) opened.set(address, await this.#open(address))
      }
    } catch (error) {
      await Promise.all([...opened.values()].map(closed))
      throw error
    }
    this.#routes = routes
    for (const [address, server] of opened) this.#servers.set(address, server)
    const dropped = [...this.#servers].filter(([address]) => !routes.has(address))
    for (const [address] of dropped) this.#servers.delete(address)
    await Promise.all(dropped.map(([, server]) => closed(server)))
  }

  /** The port an address is served at, which differs where port 0 was asked for. */
  portOf(address: string): number | undefined {
    return (this.#servers.get(address)?.address() as AddressInfo | null | undefined)?.port
  }

  async close(): Promise<void> {
    await this.replace(new Map())
  }

  async #open(address: string): Promise<Server> {
    const colon = address.lastIndexOf(':')
    const host = address.slice(0, colon).replace(/^\[|\]$/g, '')
    const server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?')[0] ?? '/'
      const { status, body, contentType } = this.#routes.get(address)?.get(path)?.() ?? notFound
      response.writeHead(status, { 'content-type': contentType ?? 'text/plain; charset=utf-8' }).end(body)
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(Number(address.slice(colon + 1)), host || this.#defaultHost, () => resolve())
    })
    return server
  }
}

const notFound: HttpAnswer = { status: 404, body: '404 page not found\n' }

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
