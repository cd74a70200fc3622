import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { type Clock, every } from '@knarr/machinery'
import type { Connection, WireRequest, WireResponse } from './connection.ts'

const windowBytes = 4 << 20
/** As client-go: a connection that was silent this long is asked whether it is there, and given up if not. */
const pingPeriodMs = 30_000
const pingTimeoutMs = 15_000

/** Everything over one HTTP/2 session on an open socket. */
export async function http2Connection(url: URL, socket: TLSSocket, clock: Clock): Promise<Connection> {
  const session = connect(url, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: windowBytes },
  })
  let isOpen = true
  const shut = (): void => {
    isOpen = false
  }
  session.on('error', shut)
  session.on('goaway', shut)
  session.on('close', shut)
  await new Promise<void>((resolve, reject) => {
    session.once('connect', () => resolve())
    session.once('error', reject)
  })
  session.setLocalWindowSize(windowBytes * 4)
  const pings = every(clock, pingPeriodMs, () => ping(session, clock))
  session.once('close', () => pings.cancel())
  return {
    get isOpen() {
      return isOpen && !session.closed && !session.destroyed
    },
    send: (request) => send(session, url, request),
    close: () => session.destroy(),
  }
}

function ping(session: ClientHttp2Session, clock: Clock): void {
  if (session.destroyed) return
  const timer = clock.after(pingTimeoutMs, () =>
    session.destroy(new Error('the server did not answer a ping')),
  )
  session.ping(() => timer.cancel())
}

function send(session: ClientHttp2Session, url: URL, request: WireRequest): Promise<WireResponse> {
  const { method, path, headers, body, signal } = request
  return new Promise((resolve, reject) => {
    const stream = session.request(
      { ':method': method, ':path': path, ':authority': url.host, ...headers },
      { endStream: body === undefined },
    )
    const abort = (): void => {
      stream.close(constants.NGHTTP2_CANCEL)
      stream.destroy(signal?.reason)
    }
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    stream.on('error', reject)
    stream.once('close', () => {
      signal?.removeEventListener('abort', abort)
      reject(new Error('the stream was closed before the server answered'))
    })
    stream.once('response', (answer) => resolve(responseOf(stream, answer)))
    if (body !== undefined) stream.end(body)
  })
}

function responseOf(stream: ClientHttp2Stream, headers: IncomingHttpHeaders): WireResponse {
  return { code: Number(headers[':status']), headers, body: stream }
}
