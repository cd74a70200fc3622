import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { layoutOf } from './answer-layout.ts'
import type { Answerer, TcpOptions } from './tcp-listener.ts'
import type { Listener } from './udp-listener.ts'

const path = '/dns-query'
const mimeType = 'application/dns-message'
const longestMessage = 65_535
const defaultIdleMs = 120_000
const defaultReadMs = 5000

export interface HttpsOptions extends TcpOptions {
  /** Told of the status of each response. */
  readonly onResponse?: (status: number) => void
}

/** Answers queries over HTTP (RFC 8484), over HTTP/2 too where it has TLS. */
export async function listenHttps(options: HttpsOptions): Promise<Listener> {
  const { host, port, reusePort = false, tls, timeouts } = options
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    void respond(request, options.answer).then(({ status, body, ttl }) => {
      options.onResponse?.(status)
      response.statusCode = status
      response.setHeader('content-type', ttl === undefined ? 'text/plain; charset=utf-8' : mimeType)
      if (ttl !== undefined) response.setHeader('cache-control', `max-age=${ttl}`)
      response.setHeader('content-length', body.length)
      response.end(body)
    })
  }
  const server = tls
    ? createSecureServer({ ...tls, allowHTTP1: true }, (request, response) =>
        serve(request as unknown as IncomingMessage, response as unknown as ServerResponse),
      )
    : createServer(serve)
  const connections = new Set<Socket>()
  server.setTimeout(timeouts?.idleMs ?? defaultIdleMs)
  if ('requestTimeout' in server) server.requestTimeout = timeouts?.readMs ?? defaultReadMs
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, reusePort }, () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    ...('setSecureContext' in server
      ? { useTls: (fresh: TlsOptions) => server.setSecureContext(fresh) }
      : {}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}

interface Response {
  readonly status: number
  readonly body: Buffer
  /** For how long the answer may be kept; without it the body is an error's text. */
  readonly ttl?: number
}

async function respond(request: IncomingMessage, answer: Answerer): Promise<Response> {
  const url = new URL(request.url ?? '/', 'https://localhost')
  if (url.pathname !== path) return failure(404, '')
  const message = request.method === 'POST' ? await bodyOf(request) : messageInUrl(request, url)
  if (!Buffer.isBuffer(message)) return failure(400, message)
  const { remoteAddress = '', remotePort = 0 } = request.socket
  const [bytes] = await answer(message, { address: remoteAddress, port: remotePort })
  return bytes ? { status: 200, body: bytes, ttl: leastTtl(bytes) } : failure(500, 'No response')
}

function failure(status: number, text: string): Response {
  return { status, body: Buffer.from(`${text}\n`) }
}

/** What is wrong with the request, if something is. */
function messageInUrl({ method }: IncomingMessage, { searchParams }: URL): Buffer | string {
  if (method !== 'GET') return `method not allowed: ${method}`
  const [text, second] = searchParams.getAll('dns')
  if (text === undefined) return "no 'dns' query parameter found"
  if (second !== undefined) return "multiple 'dns' query values found"
  return headerChecked(Buffer.from(text, 'base64url'))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestMessage) return 'http: request body too large'
    chunks.push(chunk)
  }
  return headerChecked(Buffer.concat(chunks))
}

function headerChecked(message: Buffer): Buffer | string {
  return message.length < 12 ? 'dns: overflow unpacking uint16' : message
}

/** The least TTL of the answer; without records, for as long as nothing says otherwise. */
function leastTtl(bytes: Buffer): number {
  const ttls = layoutOf(bytes).ttlOffsets.map((offset) => bytes.readUInt32BE(offset))
  return ttls.length > 0 ? Math.min(...ttls) : leastCachedSeconds
}

const leastCachedSeconds = 5
