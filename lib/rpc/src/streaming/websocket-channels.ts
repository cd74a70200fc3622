import { PassThrough, Writable } from 'node:stream'
import type { Status } from '@knarr/machinery'
import type { RawData, WebSocket } from 'ws'
import type { StreamOptions } from '../kubelet/kubelet-api.ts'
import { type RemoteChannels, terminalSize } from './remote-channels.ts'
import { acceptWebSocket, type Upgrade } from './upgrade.ts'

const channelOf = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 }
const protocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
]

/** Accepts an exec or attach over WebSocket: each message is a channel byte and data, or base64 text of it. */
export async function websocketChannels(upgrade: Upgrade, options: StreamOptions): Promise<RemoteChannels> {
  const socket = await acceptWebSocket(upgrade, protocols)
  const stdin = options.stdin ? new PassThrough() : undefined
  let onResize: (columns: number, rows: number) => void = () => {}
  socket.on('message', (message, isBinary) => {
    const { channel, data } = readMessage(socket, message, isBinary)
    if (channel === channelOf.stdin) writeOrWait(socket, stdin, data)
    else if (channel === channelOf.close && data[0] === channelOf.stdin) stdin?.end()
    else if (channel === channelOf.resize) {
      const size = terminalSize(data)
      if (size) onResize(size.columns, size.rows)
    }
  })
  socket.on('close', () => stdin?.end())
  const stdout = options.stdout ? channelWriter(socket, channelOf.stdout) : undefined
  const stderr = options.stderr && !options.tty ? channelWriter(socket, channelOf.stderr) : undefined
  // Upstream greets with an empty message on the lowest writable channel: clients wait for it.
  send(socket, stdout ? channelOf.stdout : stderr ? channelOf.stderr : channelOf.error, new Uint8Array(0))
  return {
    stdin,
    stdout,
    stderr,
    onResize: (listener) => {
      onResize = listener
    },
    onClose: (listener) => void socket.once('close', listener),
    finish(status) {
      send(socket, channelOf.error, Buffer.from(errorText(status, socket.protocol)))
      socket.close(1000)
    },
  }
}

function errorText(status: Status, protocol: string): string {
  if (/^v[45]\./.test(protocol)) return JSON.stringify(status)
  return status.status === 'Success' ? '' : (status.message ?? 'failed')
}

function writeOrWait(socket: WebSocket, stdin: PassThrough | undefined, data: Uint8Array): void {
  if (!stdin || stdin.writableEnded || stdin.write(data)) return
  socket.pause()
  stdin.once('drain', () => socket.resume())
}

/** Sends everything written to it on one channel, no faster than the socket takes it. */
export function channelWriter(socket: WebSocket, channel: number): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => send(socket, channel, chunk, done),
  })
}

export function send(
  socket: WebSocket,
  channel: number,
  data: Uint8Array,
  done: (error?: Error | null) => void = () => {},
): void {
  if (socket.readyState !== socket.OPEN) done(new Error('WebSocket is closed'))
  else if (isBase64(socket)) socket.send(`${channel}${Buffer.from(data).toString('base64')}`, done)
  else socket.send(Buffer.concat([Buffer.from([channel]), data]), { binary: true }, done)
}

export function readMessage(
  socket: WebSocket,
  message: RawData,
  isBinary: boolean,
): { channel: number; data: Uint8Array } {
  const bytes = Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message as Buffer)
  if (bytes.length === 0) return { channel: -1, data: bytes }
  if (isBase64(socket)) {
    const text = bytes.toString('latin1')
    return { channel: text.charCodeAt(0) - 48, data: Buffer.from(text.slice(1), 'base64') }
  }
  const data = bytes.subarray(1)
  return isBinary ? { channel: bytes[0] as number, data } : { channel: bytes[0] as number, data }
}

function isBase64(socket: WebSocket): boolean {
  return socket.protocol.includes('base64')
}
