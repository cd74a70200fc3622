import { connect, createServer, type Socket } from 'node:net'
import { listenHere } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import type { Endpoint } from '../model/service-port.ts'
import type { Portal, PortalOptions } from './portal.ts'

/** How long each try to reach an endpoint may take; every try goes to the next one. */
const dialTimeoutsMs = [250, 500, 1_000, 2_000]

/** Forwards TCP connections to endpoints, or throws what the kernel says of the address. */
export async function openTcpPortal(options: PortalOptions): Promise<Portal> {
  const { ip: host, port } = options.address
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    client.on('error', () => client.destroy())
    void forward(client, options)
  })
  await listenHere(server, { host, port })
  return { refresh: () => undefined, close: () => void server.close() }
}

async function forward(client: Socket, { route, clock }: PortalOptions): Promise<void> {
  const from = client.remoteAddress ?? ''
  for (const timeoutMs of dialTimeoutsMs) {
    const balancer = route(from)
    const endpoint = balancer?.pick(from)
    if (!endpoint || client.destroyed) break
    const server = await dial(endpoint, timeoutMs, clock)
    if (server) return join(client, server)
    balancer?.release(from)
  }
  client.resetAndDestroy()
}

function dial({ ip, port }: Endpoint, timeoutMs: number, clock: Clock): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: ip, port, allowHalfOpen: true, noDelay: true })
    const give = (connected: Socket | undefined): void => {
      timer.cancel()
      if (!connected) socket.destroy()
      resolve(connected)
    }
    const timer = clock.after(timeoutMs, () => give(undefined))
    socket.on('error', () => give(undefined))
    socket.once('connect', () => give(socket))
  })
}

/** Each side's end and its reset are passed on to the other. */
function join(client: Socket, server: Socket): void {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('error', () => to.resetAndDestroy())
    from.on('close', () => {
      if (!from.readableEnded) to.destroy()
    })
    from.pipe(to)
  }
  if (client.destroyed) server.destroy()
}
