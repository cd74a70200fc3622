import { once } from 'node:events'
import { type Duplex, duplexPair } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { SpdyConnection } from './spdy-connection.ts'
import type { SpdyStream } from './spdy-stream.ts'

function connect(onStream: (stream: SpdyStream) => void | Promise<void>): SpdyConnection {
  const [near, far] = duplexPair() as [Duplex, Duplex]
  new SpdyConnection(far, { role: 'server', onStream: (stream) => void onStream(stream) })
  return new SpdyConnection(near, { role: 'client' })
}

describe('SpdyConnection', () => {
  it('carries headers, data and half-closes both ways', async () => {
    const seen: Record<string, string>[] = []
    const client = connect(async (stream) => {
      seen.push({ ...stream.headers })
      const heard = await text(stream)
      stream.end(`${stream.headers.streamtype} heard ${heard}`)
    })
    const stdin = await client.createStream({ streamtype: 'stdin' })
    const error = await client.createStream({ StreamType: 'error', port: '80' })
    stdin.end('one')
    error.end()
    expect(await text(stdin)).toBe('stdin heard one')
    expect(await text(error)).toBe('error heard ')
    expect(seen).toEqual([{ streamtype: 'stdin' }, { streamtype: 'error', port: '80' }])
  })

  it('moves megabytes while the reader is slow', async () => {
    const payload = Buffer.alloc(3_000_000, 'x')
    const received = Promise.withResolvers<Buffer>()
    const client = connect(async (stream) => {
      await new Promise((resolve) => setImmediate(resolve))
      received.resolve(await buffer(stream))
    })
    const stream = await client.createStream({ streamtype: 'stdin' })
    stream.end(payload)
    expect((await received.promise).equals(payload)).toBe(true)
  })

  it('ends every stream when the connection closes', async () => {
    const accepted = Promise.withResolvers<SpdyStream>()
    const client = connect((stream) => accepted.resolve(stream))
    await client.createStream({ streamtype: 'stdout' })
    const stream = await accepted.promise
    stream.resume()
    client.close()
    await once(stream, 'end')
  })

  it('closes on garbage instead of throwing', async () => {
    const [near, far] = duplexPair() as [Duplex, Duplex]
    const closed = Promise.withResolvers<Error | undefined>()
    new SpdyConnection(far, { role: 'server', onClose: closed.resolve })
    near.write(Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9]))
    expect(await closed.promise).toBeInstanceOf(Error)
  })
})
