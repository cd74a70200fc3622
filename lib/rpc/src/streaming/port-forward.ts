import { type Duplex, PassThrough } from 'node:stream'
import { badRequest } from '@knarr/machinery'
import { createWebSocketStream, type WebSocket } from 'ws'
import { SpdyConnection } from '../spdy/spdy-connection.ts'
import type { SpdyStream } from '../spdy/spdy-stream.ts'
import { acceptSpdy, acceptWebSocket, isSpdy, isWebSocket, refuseUpgrade, type Upgrade } from './upgrade.ts'
import { channelWriter, readMessage, send } from './websocket-channels.ts'

const spdyProtocol = 'portforward.k8s.io'
const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io'
const channelProtocols = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io']

type Connect = (port: number) => Promise<Duplex>

/** Serves port-forward over SPDY, over SPDY inside a WebSocket, and over WebSocket channels. */
export async function servePortForward(upgrade: Upgrade, connect: Connect): Promise<void> {
  try {
    if (isSpdy(upgrade)) {
      acceptSpdy(upgrade, [spdyProtocol])
      serveSpdy(upgrade.socket, connect)
    } else if (isWebSocket(upgrade)) await serveWebSocket(upgrade, connect)
    else throw badRequest('Upgrade request required')
  } catch (error) {
    refuseUpgrade(upgrade.socket, error)
  }
}

async function serveWebSocket(upgrade: Upgrade, connect: Connect): Promise<void> {
  const ports = portsOf(upgrade.query)
  const socket = await acceptWebSocket(upgrade, [tunnelProtocol, ...channelProtocols])
  if (socket.protocol === tunnelProtocol) serveSpdy(createWebSocketStream(socket), connect)
  else serveChannels(socket, ports, connect)
}

function portsOf(query: URLSearchParams): number[] {
  const ports = query.getAll('ports').flatMap((text) => text.split(','))
  return ports.map((text) => {
    const port = Number(text)
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw badRequest(`invalid port ${JSON.stringify(text)}`)
    return port
  })
}

/** Streams come in pairs, an error and a data stream, joined by the header `requestid`. */
function serveSpdy(carrier: Duplex, connect: Connect): void {
  const errors = new Map<string, SpdyStream>()
  new SpdyConnection(carrier, {
    role: 'server',
    onStream(stream) {
      stream.on('error', () => {})
      const { streamtype, requestid } = stream.headers
      if (streamtype === 'error') errors.set(requestid ?? String(stream.id + 2), stream)
      else if (streamtype === 'data') {
        const id = requestid ?? String(stream.id)
        void forward(stream, errors.get(id), connect)
        errors.delete(id)
      } else stream.destroy()
    },
  })
}

async function forward(data: SpdyStream, error: SpdyStream | undefined, connect: Connect): Promise<void> {
  const port = Number(data.headers.port)
  error?.resume()
  try {
    const target = await connect(port)
    target.on('error', () => data.end())
    target.on('end', () => error?.end())
    data.on('close', () => target.destroy())
    data.pipe(target)
    target.pipe(data)
  } catch (cause) {
    error?.end(`error forwarding port ${port}: ${cause instanceof Error ? cause.message : cause}`)
    data.end()
    data.resume()
  }
}

/** The older form: channel 2i carries port i's data, 2i+1 its errors; each opens with the port number. */
function serveChannels(socket: WebSocket, ports: readonly number[], connect: Connect): void {
  const inputs = ports.map((port, index) => {
    const input = new PassThrough()
    const announcement = Buffer.alloc(2)
    announcement.writeUInt16LE(port)
    send(socket, index * 2, announcement)
    send(socket, index * 2 + 1, announcement)
    void joinChannel({ socket, index, port, input }, connect)
    return input
  })
  socket.on('message', (message, isBinary) => {
    const { channel, data } = readMessage(socket, message, isBinary)
    if (channel % 2 === 0) inputs[channel / 2]?.write(data)
  })
  socket.on('close', () => {
    for (const input of inputs) input.end()
  })
}

async function joinChannel(
  { socket, index, port, input }: { socket: WebSocket; index: number; port: number; input: PassThrough },
  connect: Connect,
): Promise<void> {
  try {
    const target = await connect(port)
    target.on('error', () => {})
    input.pipe(target)
    target.pipe(channelWriter(socket, index * 2))
    target.on('close', () => socket.close(1000))
  } catch (cause) {
    const text = `error forwarding port ${port}: ${cause instanceof Error ? cause.message : cause}`
    send(socket, index * 2 + 1, Buffer.from(text))
  }
}
