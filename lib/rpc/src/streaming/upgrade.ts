import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { internalError, type Status, StatusError } from '@knarr/machinery'
import { type WebSocket, WebSocketServer } from 'ws'

/** An HTTP/1.1 request that wants to become something else, authenticated and authorised already. */
export interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** What the client sent right behind its request. */
  readonly head: Buffer
  readonly query: URLSearchParams
}

export function isSpdy({ request }: Upgrade): boolean {
  return /^spdy\/3\.1$/i.test(request.headers.upgrade ?? '')
}

export function isWebSocket({ request }: Upgrade): boolean {
  return /^websocket$/i.test(request.headers.upgrade ?? '')
}

/** Answers an upgrade with a Status instead, and ends the connection. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const { status } = error instanceof StatusError ? error : internalError(error)
  const body = JSON.stringify(status)
  const code = status.code ?? 500
  socket.end(
    `HTTP/1.1 ${code} ${status.reason ?? 'Error'}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Switches to SPDY/3.1 speaking the first of `supported` that the client offers. */
export function acceptSpdy({ request, socket, head }: Upgrade, supported: readonly string[]): string {
  const offered = `${request.headers['x-stream-protocol-version'] ?? ''}`
    .split(',')
    .map((text) => text.trim())
  const protocol = supported.find((name) => offered.includes(name))
  if (!protocol && offered.some(Boolean)) throw unsupportedProtocol(offered, supported)
  const chosen = protocol ?? (supported.at(-1) as string)
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n' +
      `X-Stream-Protocol-Version: ${chosen}\r\n\r\n`,
  )
  if (head.length > 0) socket.unshift(head)
  return chosen
}

function unsupportedProtocol(offered: readonly string[], supported: readonly string[]): StatusError {
  const message = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${supported.join(' ')}]`
  return new StatusError({ reason: 'Forbidden', code: 403, message })
}

/**
 * Switches to a WebSocket speaking the first of `supported` that the client offers, or none where it offers
 * none. A bearer token offered as a subprotocol is no protocol.
 */
export function acceptWebSocket(upgrade: Upgrade, supported: readonly string[]): Promise<WebSocket> {
  const offered = offeredProtocols(upgrade)
  if (offered.length > 0 && !supported.some((name) => offered.includes(name))) {
    return Promise.reject(unsupportedProtocol(offered, supported))
  }
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: () => supported.find((name) => offered.includes(name)) ?? false,
  })
  return new Promise((resolve) => {
    server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) => resolve(socket))
  })
}

function offeredProtocols({ request }: Upgrade): string[] {
  const header = `${request.headers['sec-websocket-protocol'] ?? ''}`
  const names = header.split(',').map((text) => text.trim())
  return names.filter((name) => name && !name.startsWith('base64url.bearer.authorization.k8s.io.'))
}

/** What a remote command's error stream carries when it ended well. */
export const successStatus: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }
