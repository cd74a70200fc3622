import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Clock } from '@knarr/machinery'
import type { Connection } from './connection.ts'
import { http1Connection } from './http1-connection.ts'
import { http2Connection } from './http2-connection.ts'

export interface ServerOptions {
  /** `https://10.0.0.1:6443`; `http://` speaks HTTP/1.1 in the clear. */
  readonly server: string
  /** PEM; the system's authorities unless given. */
  readonly ca?: string
  /** PEM of the client's certificate and its key. */
  readonly cert?: string
  readonly key?: string
  readonly insecureSkipTlsVerify?: boolean
  /** The name the server's certificate must have, where it is not the one in the URL. */
  readonly tlsServerName?: string
  /** `1.1` never offers HTTP/2. */
  readonly httpVersion?: '1.1' | '2'
  readonly clock: Clock
}

const connectTimeoutMs = 30_000

/** Opens a connection; HTTP/2 where the server agrees to it, a pool of HTTP/1.1 connections otherwise. */
export async function connect(options: ServerOptions): Promise<Connection> {
  const url = new URL(options.server)
  if (url.protocol === 'http:') return http1Connection(url, () => connectTcp(addressOf(url)))
  if (options.httpVersion === '1.1') return http1Connection(url, () => openTls(url, options, ['http/1.1']))
  const socket = openTls(url, options, ['h2', 'http/1.1'])
  await secured(socket, options.clock)
  if (socket.alpnProtocol === 'h2') return http2Connection(url, socket, options.clock)
  let first: TLSSocket | undefined = socket
  return http1Connection(url, () => {
    const ready = first?.destroyed ? undefined : first
    first = undefined
    return ready ?? openTls(url, options, ['http/1.1'])
  })
}

function openTls(url: URL, options: ServerOptions, protocols: string[]): TLSSocket {
  const { ca, cert, key, insecureSkipTlsVerify, tlsServerName } = options
  const { host, port } = addressOf(url)
  const name = tlsServerName ?? (isIP(host) ? undefined : host)
  return connectTls({
    host,
    port,
    ...(name ? { servername: name } : {}),
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    rejectUnauthorized: !insecureSkipTlsVerify,
    ALPNProtocols: protocols,
  })
}

function addressOf(url: URL): { host: string; port: number } {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { host, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) }
}

function secured(socket: TLSSocket, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      timer.cancel()
      reject(error)
    }
    const timer = clock.after(connectTimeoutMs, () =>
      socket.destroy(new Error('the TLS handshake timed out')),
    )
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      timer.cancel()
      socket.off('error', fail)
      resolve()
    })
  })
}
