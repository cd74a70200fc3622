import { once } from 'node:events'
import { connect, createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { StreamRelease } from './release-stream.ts'

type Symbols = Record<symbol, unknown>

const underName = (object: object, name: string): unknown => {
  const symbol = Object.getOwnPropertySymbols(object).find(({ description }) => description === name)
  return symbol && (object as Symbols)[symbol]
}

it('takes streams that are over from their handles, and answers on', async () => {
  const release = new StreamRelease()
  const streams: ServerHttp2Stream[] = []
  const handles: object[] = []
  const server = createServer().on('stream', (stream) => {
    streams.push(stream)
    // Node's own name for it: where it is another some day, nothing is released and this says so.
    handles.push(underName(stream, 'kHandle') as object)
    release.watch(stream)
    stream.respond({ ':status': 200 })
    stream.end('answer')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  for (let request = 0; request < 3; request++) {
    const stream = client.request({ ':path': '/' }).resume()
    await once(stream, 'close')
  }
  while (streams.some(({ closed }) => !closed)) await turn()
  await turn()
  await turn()
  expect(handles.map((handle) => underName(handle, 'owner_symbol') === streams[0])).toEqual([
    true,
    true,
    true,
  ])
  client.close()
  server.close()
})
