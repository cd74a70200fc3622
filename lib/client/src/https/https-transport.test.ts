import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { configMaps } from '@knarr/api/core/v1'
import { systemClock, VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { FakeTransport } from '../testing/fake-transport.ts'
import { type FakeServer, type FakeServerOptions, serveFake } from '../testing/serve-fake.ts'
import { transportSuite } from '../testing/transport-suite.ts'
import { HttpsTransport, type HttpsTransportOptions } from './https-transport.ts'

const pem = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8')
const ca = pem('ca.crt')
const tls = { key: pem('server.key'), cert: pem('server.crt'), ca }

function openOver(options: FakeServerOptions, client: Partial<HttpsTransportOptions> = {}) {
  return async () => {
    const server = await serveFake(new FakeTransport(), options)
    const transport = new HttpsTransport({ server: server.url, ca, clock: systemClock, ...client })
    const close = async (): Promise<void> => {
      transport.close()
      await server.close()
    }
    return { transport, server, close }
  }
}

transportSuite('HttpsTransport over HTTP/2', openOver({ tls }))
transportSuite('HttpsTransport to a server without HTTP/2', openOver({ tls, http2: false }))
transportSuite('HttpsTransport without TLS', openOver({}))

describe('HttpsTransport', () => {
  const opened: { close(): Promise<void> }[] = []
  const open = async (options: FakeServerOptions, client: Partial<HttpsTransportOptions> = {}) => {
    const all = await openOver(options, client)()
    opened.push(all)
    return { ...all, client: createClient(all.transport) }
  }
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close()
  })

  it.each([
    ['2.0', { tls }, {}],
    ['1.1', { tls, http2: false }, {}],
    ['1.1', { tls }, { httpVersion: '1.1' as const }],
  ])('speaks HTTP/%s', async (version, options, clientOptions) => {
    const { client, server } = await open(options, clientOptions)
    await client.list(configMaps)
    expect(server.seen.map(({ httpVersion }) => httpVersion)).toEqual([version])
  })

  it('says who it is by certificate, by token and by impersonation', async () => {
    const { client, server } = await open(
      { tls },
      {
        cert: pem('client.crt'),
        key: pem('client.key'),
        token: async () => 'secret',
        userAgent: 'kubelet/v1',
        impersonate: { user: 'jane', groups: ['dev', 'ops'] },
      },
    )
    await client.list(configMaps)
    expect(server.seen[0]?.isKnownClient).toBe(true)
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'user-agent': 'kubelet/v1',
      'impersonate-user': 'jane',
      'impersonate-group': 'dev, ops',
    })
  })

  it('trusts only the given authority, unless told not to look', async () => {
    const { client } = await open({ tls }, { ca: pem('client.crt') })
    await expect(client.list(configMaps)).rejects.toMatchObject({ reason: 'ServiceUnavailable' })
    const { client: careless } = await open({ tls }, { ca: undefined, insecureSkipTlsVerify: true })
    expect((await careless.list(configMaps)).items).toEqual([])
  })

  it('refuses a server whose certificate has another name than the one wanted', async () => {
    const { client } = await open({ tls }, { tlsServerName: 'kubernetes.default.svc' })
    await expect(client.list(configMaps)).rejects.toMatchObject({
      message: expect.stringContaining("does not match certificate's altnames"),
    })
    const { client: other } = await open({ tls }, { tlsServerName: 'localhost' })
    expect((await other.list(configMaps)).items).toEqual([])
  })

  it('reports a server that is not there as ServiceUnavailable, in words', async () => {
    const { client, server } = await open({ tls })
    await server.close()
    await expect(client.list(configMaps)).rejects.toMatchObject({
      reason: 'ServiceUnavailable',
      code: 503,
      message: `The connection to the server 127.0.0.1:${server.port} was refused - did you specify the right host or port?`,
    })
  })

  it('opens a new session when the old one broke, and ends the watches of the old one', async () => {
    const { client, server } = await open({ tls })
    const events = await client.watch(configMaps)
    server.cut()
    for await (const _ of events);
    expect((await client.list(configMaps)).items).toEqual([])
  })

  it.each([true, false])(
    'asks once more for what it only reads when the session turns out broken (HTTP/2: %s)',
    async (http2) => {
      const { client, server } = await open({ tls, http2 })
      await client.list(configMaps)
      server.cut()
      expect((await client.list(configMaps)).items).toEqual([])
      expect(server.connections).toBe(2)
    },
  )

  it('gives up waiting for a server that accepts but never answers when the signal aborts', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const transport = new HttpsTransport({
      server: `https://127.0.0.1:${port}`,
      ca,
      clock: new VirtualClock(),
    })
    const stop = new AbortController()
    const answer = createClient(transport).list(configMaps, { signal: stop.signal })
    stop.abort(new Error('no longer wanted'))
    await expect(answer).rejects.toThrow('no longer wanted')
    silent.close()
  })

  it('takes a TLS handshake of thirty seconds for a server that is not there', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const clock = new VirtualClock()
    const transport = new HttpsTransport({ server: `https://127.0.0.1:${port}`, ca, clock })
    const answer = expect(createClient(transport).list(configMaps)).rejects.toMatchObject({
      reason: 'ServiceUnavailable',
      message: expect.stringContaining('the TLS handshake timed out'),
    })
    await expect.poll(() => clock.armed).toBe(1)
    await clock.advance(30_000)
    await answer
    silent.close()
  })

  it('waits for one handshake, however many ask', async () => {
    const { client, server } = await open({ tls })
    await Promise.all(Array.from({ length: 10 }, () => client.list(configMaps)))
    expect(server.seen).toHaveLength(10)
    expect(server.connections).toBe(1)
  })

  it('lets go of the server-side watch when the reader stops reading', async () => {
    const fake = new FakeTransport()
    const server: FakeServer = await serveFake(fake, { tls })
    const transport = new HttpsTransport({ server: server.url, ca, clock: systemClock })
    opened.push({ close: async () => transport.close() }, server)
    const client = createClient(transport)
    await client.create(configMaps, { metadata: { name: 'a', namespace: 'default' } })
    for await (const _ of await client.watch(configMaps)) break
    await expect.poll(() => fake.openWatches).toBe(0)
  })
})
