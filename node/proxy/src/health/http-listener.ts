import { createServer, type Server, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Logger } from '@knarr/component'
import type { Listen, ListenAddress } from '@knarr/linux'
import { type Clock, sleep } from '@knarr/machinery'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer = (path: string) => HttpAnswer

/** Serves HTTP there, or throws what the kernel says. */
export async function listenHttp(
  listen: Listen,
  { host, port }: ListenAddress,
  answer: Answer,
): Promise<Server> {
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    send(response, answer(path))
  })
  await listen(server, { host, port, ipv6Only: isIPv6(host) && host !== '::' })
  return server
}

/** Ends it and the connections it has. */
export function closeHttp(server: Server): void {
  server.close()
  server.closeAllConnections()
}

export interface ListenForeverOptions {
  readonly what: string
  readonly listen: Listen
  readonly address: ListenAddress
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
}

const retryMs = 5_000

/** Listens until the signal; where the address is taken, tries again. */
export async function listenUntil(options: ListenForeverOptions, answer: Answer): Promise<void> {
  const { what, listen, address, clock, logger, signal } = options
  while (!signal.aborted) {
    try {
      const server = await listenHttp(listen, address, answer)
      if (signal.aborted) return closeHttp(server)
      signal.addEventListener('abort', () => closeHttp(server), { once: true })
      return
    } catch (error) {
      logger.error(`starting ${what} server failed`, { ...address, err: error })
    }
    await sleep(clock, retryMs, signal).catch(() => undefined)
  }
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
