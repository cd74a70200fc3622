import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, Server as TlsServer } from 'node:tls'
import type { ConnectionTimeouts } from '../plugin.ts'
import { framed, MessageSplitter } from './message-splitter.ts'
import type { Listener } from './udp-listener.ts'

const defaultTimeouts = { readMs: 3000, writeMs: 5000, idleMs: 10_000 }
const maxPending = 100

/** Resolves with the messages to send back. */
export type Answerer = (
  message: Buffer,
  client: { address: string; port: number },
) => Promise<readonly Buffer[]>

export interface TcpOptions {
  readonly host: string
  readonly port: number
  /** Others may listen there, too. */
  readonly reusePort?: boolean
  readonly answer: Answerer
  /** Speaks TLS with it (DNS over TLS). */
  readonly tls?: TlsOptions
  readonly timeouts?: ConnectionTimeouts
}

/** Serves connections at an address; queries of one are answered as they are done, in any order (RFC 7766). */
export async function listenTcp(options: TcpOptions): Promise<Listener> {
  const { host, port, reusePort = false, tls } = options
  const connections = new Set<Socket>()
  const serve = (socket: Socket): void => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    serveConnection(socket, options)
  }
  const server: Server = tls ? createTlsServer(tls, serve) : createServer(serve)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, reusePort }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    ...(server instanceof TlsServer ? { useTls: (fresh: TlsOptions) => server.setSecureContext(fresh) } : {}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}

function serveConnection(socket: Socket, { answer, timeouts }: TcpOptions): void {
  const splitter = new MessageSplitter()
  const client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
  const limits = { ...defaultTimeouts, ...timeouts }
  let pending = 0
  const serve = async (message: Buffer): Promise<void> => {
    if (++pending >= maxPending) socket.pause()
    try {
      for (const bytes of await answer(message, client)) socket.write(framed(bytes))
    } finally {
      if (--pending < maxPending) socket.resume()
    }
  }
  // Bytes that come or go start the time anew; what it is depends on what is waited for.
  const waitOn = (): void => {
    if (socket.writableLength > 0) socket.setTimeout(limits.writeMs)
    else socket.setTimeout(splitter.isWithin ? limits.readMs : limits.idleMs)
  }
  waitOn()
  socket.setNoDelay(true)
  socket.on('timeout', () => (socket.writableLength > 0 ? socket.destroy() : socket.end()))
  socket.on('error', () => socket.destroy())
  socket.on('drain', waitOn)
  socket.on('data', (chunk: Buffer) => {
    for (const message of splitter.push(chunk)) void serve(message)
    waitOn()
  })
}
