import { once } from 'node:events'
import { request as request1 } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ListeningServer, startListeningServer } from '../testing/http-test-client.ts'

const collection = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json' }
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

let server: ListeningServer

beforeAll(async () => {
  server = await startListeningServer()
})

afterAll(() => server[Symbol.asyncDispose]())

describe('a body', () => {
  it('of more than 3 MiB is refused, and its sender told to stop', async () => {
    const stream = server.connect().request({ ':method': 'POST', ':path': collection, ...json })
    stream.on('error', () => {})
    const answered = once(stream, 'response')
    const chunk = Buffer.alloc(1 << 20, ' ')
    for (let i = 0; i < 4; i++) stream.write(chunk)
    const [head] = await answered
    expect(head[':status']).toBe(413)
    const text = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)).toString()
    expect(JSON.parse(text)).toMatchObject({
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: limit is 3145728',
    })
    if (!stream.closed) await once(stream, 'close')
    expect(stream.rstCode).toBe(0)
  })

  it('that does not come in time is not waited for', async () => {
    const stream = server.connect().request({ ':method': 'POST', ':path': collection, ...json })
    stream.on('error', () => {})
    const answered = once(stream, 'response')
    stream.write('{"metadata":')
    await until(() => server.test.clock.armed > idleTimers)
    await server.test.clock.advance(60_000)
    expect((await answered)[0]).toMatchObject({ ':status': 504 })
    const text = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)).toString()
    expect(JSON.parse(text)).toMatchObject({
      reason: 'Timeout',
      message: 'Timeout: request did not complete within the allotted timeout',
    })
    if (!stream.closed) await once(stream, 'close')
  })

  it('that does not come in time over HTTP/1.1 ends the connection', async () => {
    const { authority, admin } = server.certificates
    const asked = request1({
      ...{ host: 'localhost', port: server.port, method: 'POST', path: collection },
      ...{ ca: authority.cert, ...admin, headers: { ...json, 'content-length': '1000' } },
    })
    asked.on('error', () => {})
    asked.write('{')
    await until(() => server.test.clock.armed > idleTimers)
    const [answer] = await advanceUntil(once(asked, 'response'))
    expect(answer.statusCode).toBe(504)
    answer.resume()
    await advanceUntil(once(asked, 'close'))
  })

  it.each([
    ['POST', collection, `{"data":${nested(10_000)}}`, 'application/json'],
    ['PATCH', `${collection}/any`, `{"data":${nested(10_000)}}`, 'application/merge-patch+json'],
    ['PATCH', `${collection}/any`, nested(10_001), 'application/json-patch+json'],
  ])('of a %s to %s nested too deep is refused', async (method, path, body, type) => {
    const { code, json: status } = await server.ask({ method, path, body, headers: { 'content-type': type } })
    expect(code).toBe(400)
    expect(status).toMatchObject({
      reason: 'BadRequest',
      message: expect.stringContaining('exceeded max depth'),
    })
  })

  it('of YAML is held to the same', async () => {
    const headers = { 'content-type': 'application/yaml' }
    for (const body of [`data: ${nested(10_001)}`, '- '.repeat(20_000)]) {
      const { code } = await server.ask({ method: 'POST', path: collection, body, headers })
      expect(code).toBe(400)
    }
  })

  it('may nest as deep as upstream reads', async () => {
    const body = `{"data":${nested(9_998)}}`
    const { code, json: status } = await server.ask({ method: 'POST', path: collection, body, headers: json })
    expect(code).toBe(400)
    expect(status.message).not.toContain('limit')
  })
})

describe('headers', () => {
  it.each([40_000, 70_000])('of HTTP/1.1 may be of 64 KiB, not of %s and more', async (size) => {
    const { authority, admin } = server.certificates
    const asked = request1({
      ...{ host: 'localhost', port: server.port, path: '/healthz', headers: { 'x-long': 'x'.repeat(size) } },
      ...{ ca: authority.cert, ...admin },
    }).end()
    const [answer] = await once(asked, 'response')
    answer.resume()
    expect(answer.statusCode).toBe(size > 65_536 ? 431 : 200)
  })
})

/** Timers of the server itself while nobody asks anything. */
const idleTimers = 3

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

async function advanceUntil<T>(event: Promise<T>): Promise<T> {
  let isOver = false
  void event.finally(() => {
    isOver = true
  })
  while (!isOver) {
    await server.test.clock.advance(1000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return event
}
