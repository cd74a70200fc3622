import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { StatusError } from '@knarr/machinery'
import type { Answer, BytesAnswer } from '../request/answer.ts'
import type { ServerRequest, UpgradeOffer } from '../request/server-request.ts'
import { AuthorityAgent } from '../trust/authority-agent.ts'
import { dialErrorText } from './dial-error.ts'
import type { Address } from './service-endpoint.ts'

/** Where a request goes on to, and what it says there. */
export interface ProxyTarget {
  /** With the path and the query as the backend shall see them. */
  readonly url: URL
  /** Where to connect, if not to the URL's host. */
  readonly address?: Address
  /** How to tell the backend by TLS, and be told by it. */
  readonly tls?: ProxyTls
  /** Who asks, in the words the backend believes. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

export interface ProxyTls {
  /** PEM; the system's authorities unless given. */
  readonly ca?: string
  readonly servername?: string
  readonly isUnverified?: boolean
  readonly cert?: string
  readonly key?: string
}

/** RFC 9110, 7.6.1: what is between two neighbours only. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const agent = new AuthorityAgent({ keepAlive: true })

/** Hands a request on and its answer back, as it comes. @throws StatusError where nobody answers */
export async function proxyRequest(request: ServerRequest, target: ProxyTarget): Promise<Answer> {
  if (request.upgrade) return proxyUpgrade(request, request.upgrade, target)
  const sent = send(request, target, {})
  const response = responseTo(sent)
  writeBody(request, sent)
  return answerOf(await response)
}

function send(
  request: ServerRequest,
  { url, address, tls = {}, headers = {} }: ProxyTarget,
  connection: Record<string, string>,
): ClientRequest {
  const options = {
    host: address?.host ?? url.hostname.replace(/^\[|\]$/g, ''),
    port: address?.port ?? url.port,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: { ...forwardedHeaders(request), host: url.host, ...headers, ...connection } as Record<
      string,
      string | string[]
    >,
    signal: request.signal,
  }
  if (url.protocol === 'http:') return httpRequest(options)
  const { ca, servername, cert, key, isUnverified = false } = tls
  const trust = {
    rejectUnauthorized: !isUnverified,
    ...(ca ? { ca } : {}),
    ...(servername ? { servername } : {}),
  }
  return httpsRequest({ ...options, ...trust, ...(cert ? { cert, key } : {}), agent })
}

/** The client's headers without its credentials: whom it is, this server has found out already. */
function forwardedHeaders({ headers }: ServerRequest): Record<string, string> {
  const named = (headers['connection'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !isDropped(name) && !named.includes(name),
  )
  return Object.fromEntries(kept) as Record<string, string>
}

function isDropped(name: string): boolean {
  if (name.startsWith(':') || name.startsWith('impersonate-') || name.startsWith('x-remote-')) return true
  return hopByHop.has(name) || name === 'authorization' || name === 'host'
}

/** The upgrade itself takes no body; everything else hands on what the client sends, as it comes. */
function writeBody({ body, method }: ServerRequest, sent: ClientRequest): void {
  if (body.kind === 'value') {
    const isEmpty = body.value === undefined || method === 'GET'
    sent.end(isEmpty ? undefined : JSON.stringify(body.value))
    return
  }
  body.stream.on('error', () => sent.destroy())
  body.stream.pipe(sent)
}

function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve)
    sent.on('error', (error) => reject(unreachable(error)))
  })
}

/** Upstream's answer where the backend cannot be had. */
function unreachable(error: Error): StatusError {
  const message = `error trying to reach service: ${dialErrorText(error)}`
  return new StatusError({ reason: 'ServiceUnavailable', code: 503, message })
}

function answerOf(response: IncomingMessage): BytesAnswer {
  const { 'content-type': contentType = '', ...headers } = response.headers
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name))
  return {
    kind: 'bytes',
    code: response.statusCode ?? 502,
    contentType,
    headers: Object.fromEntries(kept) as Record<string, string>,
    body: response,
  }
}

/** Joins the client's connection with the backend's once that agrees to speak another protocol. */
function proxyUpgrade(request: ServerRequest, offer: UpgradeOffer, target: ProxyTarget): Promise<Answer> {
  const upgrade = request.headers['upgrade'] ?? ''
  const sent = send(request, target, { connection: 'Upgrade', upgrade })
  sent.end()
  return new Promise((resolve, reject) => {
    sent.once('upgrade', (response: IncomingMessage, backend: Duplex, head: Buffer) => {
      offer.socket.write(`${headText(response)}\r\n`)
      join(offer, backend, head)
      resolve({ kind: 'upgraded', code: 101 })
    })
    sent.once('response', (response) => resolve(answerOf(response)))
    sent.on('error', (error) => reject(unreachable(error)))
  })
}

function headText({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n`
}

function join({ socket, head }: UpgradeOffer, backend: Duplex, backendHead: Buffer): void {
  for (const [one, other] of [
    [socket, backend],
    [backend, socket],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
  if (backendHead.length > 0) socket.write(backendHead)
  if (head.length > 0) backend.write(head)
  socket.pipe(backend)
  backend.pipe(socket)
}
