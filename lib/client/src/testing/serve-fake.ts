import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { internalError, StatusError } from '@knarr/machinery'
import type { ApiRequest, Transport } from '../transport.ts'

type Request = Http2ServerRequest | IncomingMessage
type Response = Pick<Http2ServerResponse, 'writeHead' | 'end' | 'on'> & { write(text: string): boolean }

export interface FakeServer {
  readonly url: string
  readonly port: number
  /** The HTTP version of each request, and its headers. */
  readonly seen: {
    readonly httpVersion: string
    readonly headers: Request['headers']
    readonly isKnownClient: boolean
  }[]
  /** How many connections were opened. */
  readonly connections: number
  /** Cuts every connection, as a network does. */
  cut(): void
  close(): Promise<void>
}

export interface FakeServerOptions {
  /** PEMs; plain HTTP without them. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string }
  /** Whether HTTP/2 is offered, over TLS. */
  readonly http2?: boolean
  readonly port?: number
}

/** Serves a transport on a loopback port as an API server does its API: JSON, Status errors, watches by line. */
export async function serveFake(transport: Transport, options: FakeServerOptions = {}): Promise<FakeServer> {
  const seen: FakeServer['seen'] = []
  const onRequest = (request: Request, response: Response): void => {
    const { authorized } = request.socket as { authorized?: boolean }
    seen.push({
      httpVersion: request.httpVersion,
      headers: request.headers,
      isKnownClient: authorized === true,
    })
    void answer(transport, request, response)
  }
  const server = open(options, onRequest)
  const sockets = new Set<Socket>()
  let connections = 0
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    seen,
    get connections() {
      return connections
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}

function open(
  { tls, http2 = true }: FakeServerOptions,
  onRequest: (request: Request, response: Response) => void,
): Server {
  const onHttp1 = (request: IncomingMessage, response: ServerResponse): void =>
    onRequest(request, response as unknown as Response)
  const asked = { ...tls, requestCert: true, rejectUnauthorized: false }
  if (!tls) return createServer(onHttp1)
  return http2 ? createSecureServer({ ...asked, allowHTTP1: true }, onRequest) : createHttps(asked, onHttp1)
}

async function answer(transport: Transport, request: Request, response: Response): Promise<void> {
  try {
    const asked = await requestOf(request, response)
    if (asked.query?.watch === 'true') await stream(transport, asked, response)
    else send(response, asked.method === 'POST' ? 201 : 200, await transport.request(asked))
  } catch (error) {
    const { code, status } = error instanceof StatusError ? error : internalError(error)
    send(response, code, status)
  }
}

function send(response: Response, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function stream(transport: Transport, request: ApiRequest, response: Response): Promise<void> {
  const events = await transport.watch(request)
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('')
  for await (const batch of events) for (const event of batch) response.write(`${JSON.stringify(event)}\n`)
  response.end()
}

async function requestOf(request: Request, response: Response): Promise<ApiRequest> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  let text = ''
  for await (const chunk of request.setEncoding('utf8') ?? request) text += chunk
  return {
    method: request.method as ApiRequest['method'],
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    contentType: request.headers['content-type'],
    signal: gone.signal,
    ...(text ? { body: JSON.parse(text) } : {}),
  }
}
