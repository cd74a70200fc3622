import { isIPv6, type Server } from 'node:net'
import { type Clock, sleep } from '@knarr/machinery'
import type { Listen, ListenAddress } from './listen-in-node.ts'

/** A server of HTTP or HTTPS: one that can be told to end its connections. */
export interface ConnectionServer extends Server {
  closeAllConnections(): void
}

export interface ListenUntilOptions {
  readonly what: string
  readonly listen: Listen
  readonly address: ListenAddress
  readonly clock: Clock
  readonly logger: { error(message: string, fields?: Record<string, unknown>): void }
  readonly signal: AbortSignal
}

const retryMs = 5_000

/** Listens until the signal; where the address is taken, tries again with another server. */
export async function listenUntil(options: ListenUntilOptions, make: () => ConnectionServer): Promise<void> {
  const { what, listen, address, clock, logger, signal } = options
  while (!signal.aborted) {
    try {
      const server = make()
      await listenAt(listen, server, address)
      if (signal.aborted) return endServer(server)
      signal.addEventListener('abort', () => endServer(server), { once: true })
      return
    } catch (error) {
      logger.error(`starting ${what} server failed`, { ...address, err: error })
    }
    await sleep(clock, retryMs, signal).catch(() => undefined)
  }
}

/** Listens at one address: of IPv6 without IPv4's, unless it is the one that means all. */
export function listenAt(listen: Listen, server: Server, { host, port }: ListenAddress): Promise<void> {
  return listen(server, { host, port, ipv6Only: isIPv6(host) && host !== '::' })
}

/** Ends it and the connections it has. */
export function endServer(server: ConnectionServer): void {
  server.close()
  server.closeAllConnections()
}
