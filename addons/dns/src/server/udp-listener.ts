import { createSocket, type RemoteInfo } from 'node:dgram'
import { isIPv6 } from 'node:net'

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

/** Resolves with the messages to send back. */
export type Answerer = (
  message: Buffer,
  client: { address: string; port: number },
) => Promise<readonly Buffer[]>

/** Receives datagrams at an address; rejects when it cannot be had. */
export async function listenUdp(host: string, port: number, answer: Answerer): Promise<Listener> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 })
  const received = async (message: Buffer, client: RemoteInfo): Promise<void> => {
    for (const bytes of await answer(message, client)) {
      // The client may be gone, or the socket closed meanwhile: a datagram is never sure to arrive.
      socket.send(bytes, client.port, client.address, () => {})
    }
  }
  socket.on('message', (message, client) => void received(message, client))
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
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
