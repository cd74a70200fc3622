import { listenHttps } from './https-listener.ts'
import type { ListeningServer } from './instance.ts'
import { listenTcp, type Answerer as StreamAnswerer } from './tcp-listener.ts'
import { type Answerer as DatagramAnswerer, type Listener, listenUdp } from './udp-listener.ts'

export interface Answerers {
  readonly datagram: DatagramAnswerer
  /** How messages that come one after another on a connection are answered. */
  readonly stream: StreamAnswerer
  readonly onHttpResponse: (status: number) => void
}

/** Listens as the scheme of an address says: UDP and TCP on one port, or only TLS or HTTPS. */
export async function openListeners(
  host: string,
  server: ListeningServer,
  answerers: Answerers,
): Promise<Listener[]> {
  const { sockets = 1 } = server
  const opened: Listener[] = []
  try {
    for (let socket = 0; socket < sockets; socket++) {
      const place = { host, port: opened[0]?.port ?? server.port, reusePort: sockets > 1 }
      await openOnce(opened, place, server, answerers)
    }
  } catch (error) {
    for (const listener of opened) await listener.close()
    throw error
  }
  return opened
}

interface Place {
  readonly host: string
  readonly port: number
  readonly reusePort: boolean
}

async function openOnce(
  opened: Listener[],
  place: Place,
  { scheme, tls, timeouts }: ListeningServer,
  { datagram, stream, onHttpResponse }: Answerers,
): Promise<void> {
  const connections = { ...place, answer: stream, timeouts }
  if (scheme === 'https') {
    opened.push(await listenHttps({ ...connections, tls, onResponse: onHttpResponse }))
    return
  }
  const tcp = await listenTcp(scheme === 'tls' ? { ...connections, tls } : connections)
  opened.push(tcp)
  if (scheme === 'dns') opened.push(await listenUdp({ ...place, port: tcp.port }, datagram))
}
