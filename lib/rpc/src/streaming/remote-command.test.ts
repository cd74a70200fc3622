import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { notFound, systemClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { ExitStatus, StreamOptions, StreamSession } from '../kubelet/kubelet-api.ts'
import { SpdyConnection } from '../spdy/spdy-connection.ts'
import { serveRemoteCommand } from './remote-command.ts'

/** A session whose process echoes its input in upper case and exits with the code it is given. */
class EchoSession implements StreamSession {
  readonly stdin = new PassThrough()
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly sizes: [number, number][] = []
  readonly exit: Promise<ExitStatus>
  isClosed = false

  constructor(status: ExitStatus) {
    this.exit = (async () => {
      for await (const chunk of this.stdin) this.stdout.write(chunk.toString().toUpperCase())
      this.stdout.end()
      this.stderr.end('done')
      return status
    })()
  }

  resize(columns: number, rows: number): void {
    this.sizes.push([columns, rows])
  }

  close(): void {
    this.isClosed = true
    this.stdin.end()
  }
}

let server: Server
let session: EchoSession
let asked: StreamOptions | undefined
let status: ExitStatus
let refusal: Error | undefined

beforeEach(async () => {
  status = { exitCode: 0 }
  refusal = undefined
  server = createServer().listen(0, '127.0.0.1')
  server.on('upgrade', (incoming, socket, head) => {
    const query = new URL(incoming.url ?? '', 'http://x').searchParams
    void serveRemoteCommand({ request: incoming, socket, head, query }, systemClock, async (options) => {
      if (refusal) throw refusal
      asked = options
      session = new EchoSession(status)
      return session
    })
  })
  await once(server, 'listening')
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const port = (): number => (server.address() as AddressInfo).port

async function overWebSocket(
  protocol: string,
  query: string,
): Promise<{ socket: WebSocket; messages: Buffer[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port()}/exec?${query}`, protocol)
  const messages: Buffer[] = []
  socket.on('message', (data) => messages.push(data as Buffer))
  await once(socket, 'open')
  return { socket, messages }
}

const channel = (messages: Buffer[], number: number): string =>
  messages
    .filter((message) => message[0] === number)
    .map((message) => message.subarray(1).toString())
    .join('')

describe('remote command over WebSocket', () => {
  it('joins the streams, half-closes stdin and reports success (v5)', async () => {
    const { socket, messages } = await overWebSocket('v5.channel.k8s.io', 'stdin=true&stdout=true&stderr=1')
    socket.send(Buffer.from('\0hello'))
    socket.send(Buffer.from('\x04{"Width":120,"Height":33}'))
    socket.send(Buffer.from([255, 0]))
    await once(socket, 'close')
    expect(channel(messages, 1)).toBe('HELLO')
    expect(channel(messages, 2)).toBe('done')
    expect(JSON.parse(channel(messages, 3))).toMatchObject({ status: 'Success' })
    expect(session.sizes).toEqual([[120, 33]])
    expect(asked).toEqual({ stdin: true, stdout: true, stderr: true, tty: false })
  })

  it('reports the exit code as clients look for it', async () => {
    status = { exitCode: 3 }
    const { socket, messages } = await overWebSocket('v5.channel.k8s.io', 'stdin=true&stdout=true')
    socket.send(Buffer.from([255, 0]))
    await once(socket, 'close')
    expect(JSON.parse(channel(messages, 3))).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    })
  })

  it('speaks base64 to those who ask for it', async () => {
    const { socket, messages } = await overWebSocket('v4.base64.channel.k8s.io', 'stdin=true&stdout=true')
    socket.send(`0${Buffer.from('abc').toString('base64')}`)
    while (!messages.some((message) => message.length > 1)) await once(socket, 'message')
    const answer = messages.find((message) => message.length > 1)?.toString() as string
    expect(answer[0]).toBe('1')
    expect(Buffer.from(answer.slice(1), 'base64').toString()).toBe('ABC')
    socket.close()
    await once(socket, 'close')
  })

  it('gives the session up when the client leaves', async () => {
    const { socket } = await overWebSocket('v5.channel.k8s.io', 'stdin=true&stdout=true')
    socket.terminate()
    while (!session.isClosed) await new Promise((resolve) => setImmediate(resolve))
  })
})

describe('remote command over SPDY', () => {
  async function overSpdy(query: string): Promise<SpdyConnection> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'SPDY/3.1',
      'x-stream-protocol-version': 'v5.channel.k8s.io, v4.channel.k8s.io',
    }
    const outgoing = request({
      port: port(),
      host: '127.0.0.1',
      path: `/exec?${query}`,
      method: 'POST',
      headers,
    })
    outgoing.end()
    const [answer, socket] = await once(outgoing, 'upgrade')
    expect(answer.headers['x-stream-protocol-version']).toBe('v4.channel.k8s.io')
    return new SpdyConnection(socket, { role: 'client' })
  }

  it('joins the streams and reports how it ended', async () => {
    status = { exitCode: 7 }
    const connection = await overSpdy('stdin=true&stdout=true&stderr=true')
    const error = await connection.createStream({ streamtype: 'error' })
    const stdin = await connection.createStream({ streamtype: 'stdin' })
    const stdout = await connection.createStream({ streamtype: 'stdout' })
    const stderr = await connection.createStream({ streamtype: 'stderr' })
    stdin.end('spdy')
    const [heard, complaint, end] = await Promise.all([text(stdout), text(stderr), text(error)])
    expect([heard, complaint]).toEqual(['SPDY', 'done'])
    expect(JSON.parse(end)).toMatchObject({ details: { causes: [{ message: '7' }] } })
  })
})

it.each([
  {
    title: 'what the kubelet refuses',
    query: 'stdout=true',
    error: notFound({ group: '', plural: 'pods' }, 'web'),
    code: 404,
  },
  { title: 'a command with nothing to stream', query: '', error: undefined, code: 400 },
])('answers a Status before switching for $title', async ({ query, error, code }) => {
  refusal = error
  const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1' }
  const outgoing = request({
    port: port(),
    host: '127.0.0.1',
    path: `/exec?${query}`,
    method: 'POST',
    headers,
  })
  outgoing.end()
  const [answer] = await once(outgoing, 'response')
  expect(answer.statusCode).toBe(code)
  expect(JSON.parse(await text(answer))).toMatchObject({ kind: 'Status', code })
})
