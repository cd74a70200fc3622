import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { seededRandom } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EncodingCache } from '../codec/encoding-cache.ts'
import { AnswerWriter } from '../http/answer-writer.ts'
import { serverRequestOf } from '../http/http-request.ts'
import { proxyRequest } from './reverse-proxy.ts'

let backend: Server
let front: Server
const seen: IncomingMessage[] = []
let answer: (message: IncomingMessage, response: ServerResponse) => void

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

function headOf(message: IncomingMessage) {
  const { method = 'GET', url: target = '/', headers } = message
  const { signal } = new AbortController()
  const random = seededRandom(1)
  return {
    method,
    target,
    headers,
    body: message,
    signal,
    peer: undefined,
    random,
    remoteAddress: () => undefined,
  }
}

beforeEach(async () => {
  seen.length = 0
  backend = createServer((message, response) => {
    seen.push(message)
    answer(message, response)
  })
  await listening(backend)
  const writer = new AnswerWriter({ cache: new EncodingCache(), nowMs: () => 0 })
  const target = {
    url: new URL(`http://127.0.0.1:${portOf(backend)}/to?a=1`),
    headers: { 'x-remote-user': 'ann' },
  }
  front = createServer((message, response) => {
    const asked = serverRequestOf(headOf(message))
    const sink = {
      body: response,
      isHead: false,
      sendHead: (code: number, headers: object) => void response.writeHead(code, { ...headers }),
    }
    proxyRequest(asked, target).then(
      (said) => writer.write(said, asked, sink),
      (error) => response.writeHead(error.code).end(error.message),
    )
  })
  front.on('upgrade', (message, socket, head) => {
    const upgrade = { request: message, socket, head }
    void proxyRequest(serverRequestOf({ ...headOf(message), upgrade }), target)
  })
  await listening(front)
})

afterEach(() => {
  front.closeAllConnections()
  front.close()
  backend.closeAllConnections()
  backend.close()
})

async function ask(options: object, body = ''): Promise<{ response: IncomingMessage; text: string }> {
  const sent = request({ host: '127.0.0.1', port: portOf(front), ...options })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { response, text: Buffer.concat(await response.toArray()).toString() }
}

describe('proxyRequest', () => {
  it('hands on method, body and headers, but not what is for this server alone', async () => {
    answer = (message, response) => {
      response.writeHead(418, { 'x-own': 'yes', 'content-type': 'text/tea' })
      message.pipe(response)
    }
    const headers = {
      authorization: 'Bearer secret',
      'impersonate-user': 'root',
      'x-remote-user': 'root',
      'x-remote-group': 'system:masters',
      connection: 'x-hop',
      'x-hop': '1',
      'x-kept': '1',
    }
    const { response, text } = await ask({ method: 'PUT', path: '/from', headers }, 'hello')
    expect(response.statusCode).toBe(418)
    expect(response.headers).toMatchObject({ 'x-own': 'yes', 'content-type': 'text/tea' })
    expect(text).toBe('hello')
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/to?a=1' })
    expect(seen[0]?.headers).toMatchObject({ 'x-kept': '1', 'x-remote-user': 'ann' })
    for (const name of ['authorization', 'impersonate-user', 'x-remote-group', 'x-hop']) {
      expect(seen[0]?.headers).not.toHaveProperty(name)
    }
  })

  it('says why nobody answers', async () => {
    const port = portOf(backend)
    backend.close()
    const { response, text } = await ask({})
    expect(response.statusCode).toBe(503)
    expect(text).toBe(
      `error trying to reach service: dial tcp 127.0.0.1:${port}: connect: connection refused`,
    )
  })

  it('joins both sides once the backend agrees to another protocol', async () => {
    backend.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
      socket.pipe(socket)
    })
    const socket = connect(portOf(front), '127.0.0.1')
    socket.write('GET /from HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nping')
    let text = ''
    for await (const chunk of socket) {
      text += chunk
      if (text.endsWith('ping')) break
    }
    expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n(.*\r\n)*Upgrade: echo\r\n\r\nping$/)
  })
})
