import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Logger } from '@knarr/component'
import { StatusError } from '@knarr/machinery'
import { refuseUpgrade, type Upgrade } from '@knarr/rpc'
import type { Authorize } from './access/authorize.ts'
import type { Identify } from './access/identify.ts'
import { nodeAttributes } from './access/node-attributes.ts'
import type { RequestMetrics } from './request-metrics.ts'
import { routes } from './routes/order.ts'
import { matchPath, type RouteAnswer, type RouteCall, type RouteParts, text } from './routes/route.ts'
import { upgradeRoutes } from './routes/streams.ts'

export interface NodeServerTls {
  /** PEM. */
  readonly cert: string
  readonly key: string
  /** Whose client certificates are believed. */
  readonly clientCa: string
}

export interface NodeServerOptions {
  readonly parts: RouteParts
  readonly tls: NodeServerTls
  readonly identify: Identify
  readonly authorize: Authorize
  readonly requests: RequestMetrics
  readonly logger: Logger
}

/** Upstream's answers where nothing is found. */
const notFound = text('404 page not found\n', 404)
const wrongMethod = text('405: Method Not Allowed', 405)

/**
 * What a kubelet serves by HTTPS on its port, to whom the API server knows and allows `nodes/…` (upstream:
 * `pkg/kubelet/server`). The server is still to listen.
 */
export function nodeServer(options: NodeServerOptions): Server {
  const { cert, key, clientCa } = options.tls
  const server = createServer({
    ...{ cert, key, ca: clientCa, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' },
  })
  server.on('request', (request, response) => void serve(options, request, response))
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    void serveUpgrade(options, { request, socket, head, query: urlOf(request).searchParams })
  })
  return server
}

async function serve(
  options: NodeServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const done = options.requests.began(request.method ?? '', urlOf(request).pathname)
  try {
    const refusal = await refused(options, request)
    await send(response, refusal ?? (await answered(options, request, gone.signal)))
  } catch (error) {
    if (!gone.signal.aborted)
      options.logger.error('a request to the kubelet failed', { url: request.url, err: error })
    if (response.headersSent) response.destroy()
    else await send(response, failed(error))
  } finally {
    done()
  }
}

/** Why the request is not served; undefined where it is. */
async function refused(
  { identify, authorize }: NodeServerOptions,
  request: IncomingMessage,
): Promise<RouteAnswer | undefined> {
  const caller = await identify(request)
  if (!caller) return text('Unauthorized', 401)
  const attributes = nodeAttributes(request.method ?? '', urlOf(request).pathname)
  if (await authorize(caller, attributes)) return undefined
  const { verb, subresources } = attributes
  const asked = `user=${caller.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(' ')}]`
  return text(`Forbidden (${asked})\n`, 403)
}

async function answered(
  { parts }: NodeServerOptions,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  const { pathname, searchParams: query } = urlOf(request)
  let answer = notFound
  for (const route of routes) {
    const params = matchPath(route.path, pathname)
    if (!params) continue
    if (route.methods.includes(request.method ?? ''))
      return await route.answer({ parts, params, query, signal })
    answer = wrongMethod
  }
  return upgradeRoutes.some(({ path }) => matchPath(path, pathname))
    ? text('Upgrade request required', 400)
    : answer
}

async function send(response: ServerResponse, { status, contentType, body }: RouteAnswer): Promise<void> {
  response.statusCode = status
  response.setHeader('content-type', contentType)
  response.setHeader('x-content-type-options', 'nosniff')
  if (typeof body === 'string') {
    response.end(body)
    return
  }
  // A follower waits for its first line: that the log is there is told at once.
  response.flushHeaders()
  await pipeline(Readable.from(body, { objectMode: false }), response)
}

function failed(error: unknown): RouteAnswer {
  if (error instanceof StatusError) return text(error.message, error.status.code ?? 500)
  return text(error instanceof Error ? error.message : String(error), 500)
}

async function serveUpgrade(options: NodeServerOptions, upgrade: Upgrade): Promise<void> {
  const { request, socket } = upgrade
  const { pathname, searchParams: query } = urlOf(request)
  const done = options.requests.began(request.method ?? '', pathname)
  const gone = new AbortController()
  socket.once('close', () => gone.abort())
  try {
    const refusal = await refused(options, request)
    if (refusal) throw refusalOf(refusal)
    for (const route of upgradeRoutes) {
      const params = matchPath(route.path, pathname)
      if (!params) continue
      const call: RouteCall = { parts: options.parts, params, query, signal: gone.signal }
      return await route.serve(call, upgrade)
    }
    throw new StatusError({ reason: 'NotFound', code: 404, message: '404 page not found' })
  } catch (error) {
    refuseUpgrade(socket, error)
  } finally {
    done()
  }
}

function refusalOf({ status, body }: RouteAnswer): StatusError {
  const reason = status === 401 ? 'Unauthorized' : 'Forbidden'
  return new StatusError({ reason, code: status, message: String(body) })
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  try {
    return new URL(url, 'https://node')
  } catch {
    return new URL('https://node/')
  }
}
