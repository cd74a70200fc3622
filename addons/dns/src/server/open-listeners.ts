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
  { scheme, port, tls, timeouts }: ListeningServer,
  { datagram, stream, onHttpResponse }: Answerers,
): Promise<Listener[]> {
  const connections = { host, port, answer: stream, timeouts }
  if (scheme === 'https') return [await listenHttps({ ...connections, tls, onResponse: onHttpResponse })]
  if (scheme === 'tls') return [await listenTcp({ ...connections, tls })]
  const tcp = await listenTcp(connections)
  try {
    return [await listenUdp(host, tcp.port, datagram), tcp]
  } catch (error) {
    await tcp.close()
    throw error
  }
}
