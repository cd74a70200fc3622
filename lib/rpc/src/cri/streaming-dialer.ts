import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type { ExitStatus, StreamOptions, StreamSession } from '../kubelet/kubelet-api.ts'
import { SpdyConnection } from '../spdy/spdy-connection.ts'
import type { SpdyStream } from '../spdy/spdy-stream.ts'
import { RuntimeError } from './runtime.ts'

/**
 * Opens the URL that CRI's Exec and Attach answer with. SPDY, because containerd before 2.0 offers no
 * WebSocket protocol that can half-close stdin.
 */
export async function openStreamSession(url: string, options: StreamOptions): Promise<StreamSession> {
  const connection = await dialSpdy(url, 'v4.channel.k8s.io')
  const open = (streamtype: string): Promise<SpdyStream> => connection.createStream({ streamtype })
  const error = await open('error')
  const stdin = options.stdin ? await open('stdin') : undefined
  const stdout = options.stdout ? await open('stdout') : undefined
  const stderr = options.stderr && !options.tty ? await open('stderr') : undefined
  const sizes = options.tty ? await open('resize') : undefined
  const streams = [error, stdin, stdout, stderr, sizes]
  for (const stream of streams) stream?.on('error', () => {})
  // Input that ends before the runtime has taken the streams is an end it never hears of.
  await Promise.all(streams.map((stream) => stream?.whenAccepted))
  return {
    stdin,
    stdout,
    stderr,
    resize: (columns, rows) => void sizes?.write(`${JSON.stringify({ Width: columns, Height: rows })}\n`),
    exit: exitOf(error, [stdout, stderr]).finally(() => connection.close()),
    close() {
      connection.close()
      for (const stream of streams) stream?.destroy()
    },
  }
}

/** Opens the URL that CRI's PortForward answers with: one connection to one port. */
export async function openPortForward(url: string, port: number): Promise<Duplex> {
  const connection = await dialSpdy(url, 'portforward.k8s.io')
  const headers = { port: String(port), requestid: '0' }
  const error = await connection.createStream({ ...headers, streamtype: 'error' })
  const data = await connection.createStream({ ...headers, streamtype: 'data' })
  error.end()
  data.on('error', () => {})
  void text(error).then((message) => {
    if (message) data.destroy(new RuntimeError('Unknown', message))
  })
  data.on('close', () => connection.close())
  return data
}

async function dialSpdy(url: string, protocol: string): Promise<SpdyConnection> {
  const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol }
  const outgoing = request(url, { method: 'POST', headers })
  outgoing.end()
  const refused = once(outgoing, 'response').then(async ([answer]: IncomingMessage[]) => {
    throw new RuntimeError(
      'Unknown',
      `unable to upgrade connection: ${answer ? await text(answer) : ''}`.trim(),
    )
  })
  refused.catch(() => {})
  const [, socket, head] = (await Promise.race([once(outgoing, 'upgrade'), refused])) as [
    unknown,
    Duplex,
    Buffer,
  ]
  const connection = new SpdyConnection(socket, { role: 'client' })
  if (head.length > 0) socket.unshift(head)
  return connection
}

/** The error stream's Status; its end may come late, so the first complete JSON is taken. */
async function exitOf(error: SpdyStream, outputs: readonly (Readable | undefined)[]): Promise<ExitStatus> {
  const read = outputs.map((output) => output && finished(output, { writable: false }).catch(() => {}))
  const status = await firstStatus(error)
  await Promise.all(read)
  return status
}

function firstStatus(error: SpdyStream): Promise<ExitStatus> {
  return new Promise((resolve) => {
    let received = ''
    error.on('data', (chunk: Buffer) => {
      received += chunk.toString('utf8')
      const status = parseStatus(received)
      if (status) resolve(status)
    })
    error.on('close', () => resolve({ exitCode: -1, message: 'the session was given up' }))
    error.on('end', () =>
      resolve(parseStatus(received) ?? { exitCode: 0, ...(received ? { message: received } : {}) }),
    )
  })
}

function parseStatus(json: string): ExitStatus | undefined {
  try {
    const { status, message, details } = JSON.parse(json)
    if (status === 'Success') return { exitCode: 0 }
    const code = details?.causes?.find((cause: { reason?: string }) => cause.reason === 'ExitCode')?.message
    return code === undefined ? { exitCode: -1, message: message ?? '' } : { exitCode: Number(code) }
  } catch {
    return undefined
  }
}
