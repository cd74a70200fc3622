import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import { checkGrpcHealth } from './grpc-health.ts'

const clock = new VirtualClock()
const servers: (Server | Http2Server)[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server | Http2Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const serve = (onStream: (stream: ServerHttp2Stream) => void): Promise<number> =>
  listen(createServer().on('stream', onStream))

const check = (port: number, service = ''): Promise<void> =>
  checkGrpcHealth({ host: '127.0.0.1', port, service, clock, timeoutMs: 1000 })

describe('checkGrpcHealth', () => {
  it('names the service it asks for', async () => {
    const asked = Promise.withResolvers<Buffer>()
    const port = await serve((stream) => {
      stream.once('data', asked.resolve)
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]))
    })
    await check(port, 'web')
    expect(await asked.promise).toEqual(Buffer.from([0, 0, 0, 0, 5, 0x0a, 3, ...Buffer.from('web')]))
    expect(clock.armed).toBe(0)
  })

  it.each([
    [
      { 'grpc-status': '12', 'grpc-message': 'unknown service' },
      'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service',
    ],
    [
      { 'grpc-status': '5', 'grpc-message': 'unknown' },
      'error: health rpc probe failed: rpc error: code = NotFound desc = unknown',
    ],
    [{}, 'error: health rpc probe failed: the stream ended without a status'],
  ])('says what a refusal was: %j', async (headers, text) => {
    const port = await serve((stream) => stream.respond({ ':status': 200, ...headers }, { endStream: true }))
    await expect(check(port)).rejects.toThrow(text)
  })

  it('says when the answer does not come', async () => {
    const asked = Promise.withResolvers<void>()
    const port = await serve(() => asked.resolve())
    const refused = expect(check(port)).rejects.toThrow('timeout: health rpc did not complete within 1s')
    await asked.promise
    await clock.advance(1000)
    await refused
  })

  it('says when it speaks no HTTP/2, and survives what comes after', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    await expect(check(port)).rejects.toThrow(/^error: /)
  })
})
