import { createSocket, type RemoteInfo } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { TlsOptions } from 'node:tls'

const bufferSize = 1 << 20

export interface Listener {
  readonly port: number
  /** Speaks TLS with it from the next connection on, where TLS is spoken. */
  useTls?(options: TlsOptions): void
  close(): Promise<void>
}

/** The messages to send back, at once or in time. */
export type Answerer = (
  message: Buffer,
  client: { address: string; port: number },
) => Promise<readonly Buffer[]> | Buffer

export interface UdpOptions {
  readonly host: string
  readonly port: number
  /** Others may listen there, too. */
  readonly reusePort?: boolean
}

/** Receives datagrams at an address; rejects when it cannot be had. */
export async function listenUdp({ host, port, reusePort }: UdpOptions, answer: Answerer): Promise<Listener> {
  const family = isIPv6(host) ? 6 : 4
  const socket = createSocket({
    ...{ type: `udp${family}`, reusePort: reusePort ?? false },
    ...{ recvBufferSize: bufferSize, sendBufferSize: bufferSize },
    // Clients have addresses and no names: nothing is looked up.
    lookup: (address, _, callback) => callback(null, address, family),
  })
  // The client may be gone, or the socket closed meanwhile: a datagram is never sure to arrive.
  const send = (bytes: Buffer, { port, address }: RemoteInfo): void => {
    if (!isClosed) socket.send(bytes, 0, bytes.length, port, address)
  }
  const answered = async (messages: Promise<readonly Buffer[]>, client: RemoteInfo): Promise<void> => {
    for (const bytes of await messages) send(bytes, client)
  }
  let isClosed = false
  socket.on('message', (message, client) => {
    const given = answer(message, client)
    if (Buffer.isBuffer(given)) send(given, client)
    else void answered(given, client)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.on('error', () => {})
  return {
    port: socket.address().port,
    close() {
      isClosed = true
      return new Promise((resolve) => socket.close(() => resolve()))
    },
  }
}
