import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HTTPGetAction } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpAnswer, httpGet, httpGetAction } from './http-get-action.ts'

const servers: Server[] = []
const clock = new VirtualClock()

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function get(port: number, action: Partial<HTTPGetAction> = {}): Promise<HttpAnswer> {
  return httpGet(
    { port, ...action },
    { podIp: '127.0.0.1', container: { name: 'c' }, clock, timeoutMs: 1000 },
  )
}

describe('httpGet', () => {
  it('follows redirects on the same host', async () => {
    const port = await serve(({ url }, answer) => {
      if (url === '/old') answer.writeHead(302, { location: '/new?a=b' }).end()
      else answer.writeHead(url === '/new?a=b' ? 204 : 500).end()
    })
    expect(await get(port, { path: '/old' })).toEqual({ status: 204, leadsElsewhere: false })
  })

  it('goes nowhere else', async () => {
    const port = await serve((_, answer) => answer.writeHead(301, { location: 'http://example.com/' }).end())
    expect(await get(port)).toEqual({ status: 301, leadsElsewhere: true })
  })

  it('gives up on redirects without end', async () => {
    let asked = 0
    const port = await serve((_, answer) => {
      asked++
      answer.writeHead(307, { location: '/again' }).end()
    })
    await expect(get(port)).rejects.toThrow('stopped after 10 redirects')
    expect(asked).toBe(10)
  })

  it('takes the path, query and headers as they are given', async () => {
    let asked: IncomingMessage | undefined
    const port = await serve((request, answer) => {
      asked = request
      answer.end()
    })
    const httpHeaders = [
      { name: 'Host', value: 'web.example' },
      { name: 'User-Agent', value: 'mine' },
      { name: 'X-Two', value: '1' },
      { name: 'X-Two', value: '2' },
      { name: 'Accept', value: '' },
    ]
    await get(port, { path: 'a b/../%41?q=é', httpHeaders })
    expect(asked?.url).toBe('/a%20b/../%41?q=%C3%A9')
    expect(asked?.headers).toMatchObject({ host: 'web.example', 'user-agent': 'mine', 'x-two': '1, 2' })
    expect(asked?.headers.accept).toBeUndefined()
  })

  it('reads no more of an endless body than it must', async () => {
    const port = await serve((_, answer) => answer.write(Buffer.alloc(64 * 1024)))
    expect(await get(port)).toEqual({ status: 200, leadsElsewhere: false })
  })

  it('says when nothing is answered in time', async () => {
    const asked = Promise.withResolvers<void>()
    const port = await serve(() => asked.resolve())
    const refused = expect(get(port)).rejects.toThrow(
      `Get "http://127.0.0.1:${port}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    )
    await asked.promise
    await clock.advance(1000)
    await refused
  })

  it('says when the rest of a body does not come', async () => {
    const port = await serve((_, answer) => {
      answer.writeHead(200, { 'content-length': 9 }).write('half', () => answer.destroy())
    })
    expect(await get(port)).toMatchObject({ status: 200, bodyProblem: 'unexpected EOF' })
    expect(clock.armed).toBe(0)
  })

  it('says when the server hangs up', async () => {
    const port = await serve(({ socket }) => socket.destroy())
    await expect(get(port)).rejects.toThrow(/^Get "http:.*": (EOF|.*connection reset by peer)$/)
  })
})

describe('httpGetAction', () => {
  it('gives the status alone', async () => {
    const port = await serve((_, answer) => answer.writeHead(503).end())
    const target = { podIp: '127.0.0.1', container: { name: 'c' }, clock }
    expect(await httpGetAction({ port }, target)).toBe(503)
  })
})
