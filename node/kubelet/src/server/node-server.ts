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
import { type RouteAnswer, type RouteParts, routeAt, text } from './routes/route.ts'
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

/** What paths are read against. */
const origin = 'https://node'

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
  server.on('request', (request, response) => void serve(options, callOf(request), response))
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const call = callOf(request)
    void serveUpgrade(options, call, { request, socket, head, query: call.query })
  })
  return server
}

/** A request, its URL taken apart. */
interface ServerCall {
  readonly request: IncomingMessage
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
}

function callOf(request: IncomingMessage): ServerCall {
  const { method = '', url = '/' } = request
  const { pathname: path, searchParams: query } = URL.parse(url, origin) ?? new URL(origin)
  return { request, method, path, query }
}

async function serve(options: NodeServerOptions, call: ServerCall, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const done = options.requests.began(call)
  try {
    const refusal = await refused(options, call)
    await send(response, refusal ?? (await answered(options, call, gone.signal)))
  } catch (error) {
    if (!gone.signal.aborted)
      options.logger.error('a request to the kubelet failed', { url: call.request.url, err: error })
    if (response.headersSent) response.destroy()
    else await send(response, failed(error))
  } finally {
    done()
  }
}

/** Why the request is not served; undefined where it is. */
async function refused(
  { identify, authorize }: NodeServerOptions,
  { request, method, path }: ServerCall,
): Promise<RouteAnswer | undefined> {
  const caller = await identify(request)
  if (!caller) return text('Unauthorized', 401)
  const attributes = nodeAttributes(method, path)
  if (await authorize(caller, attributes)) return undefined
  const { verb, subresources } = attributes
  const asked = `user=${caller.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(' ')}]`
  return text(`Forbidden (${asked})\n`, 403)
}

async function answered(
  { parts }: NodeServerOptions,
  { method, path, query }: ServerCall,
  signal: AbortSignal,
): Promise<RouteAnswer> {
  const found = routeAt(routes, path)
  if (found?.route.methods.includes(method))
    return await found.route.answer({ parts, params: found.params, query, signal })
  if (found) return wrongMethod
  return routeAt(upgradeRoutes, path) ? text('Upgrade request required', 400) : notFound
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

async function serveUpgrade(options: NodeServerOptions, call: ServerCall, upgrade: Upgrade): Promise<void> {
  const done = options.requests.began(call)
  try {
    const refusal = await refused(options, call)
    if (refusal) throw refusalOf(refusal)
    const found = routeAt(upgradeRoutes, call.path)
    if (!found) throw new StatusError({ reason: 'NotFound', code: 404, message: '404 page not found' })
    await found.route.serve({ parts: options.parts, params: found.params, query: call.query }, upgrade)
  } catch (error) {
    refuseUpgrade(upgrade.socket, error)
  } finally {
    done()
  }
}

function refusalOf({ status, body }: RouteAnswer): StatusError {
  const reason = status === 401 ? 'Unauthorized' : 'Forbidden'
  return new StatusError({ reason, code: status, message: String(body) })
}
