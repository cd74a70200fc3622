import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { silentLogger } from '@knarr/component'
import { systemClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint, ServicePort } from '../model/service-port.ts'
import { cidrOptions, endpoint, servicePort } from '../testing/cases.ts'
import { UserspaceBackend } from './userspace-backend.ts'

/** Without root a cluster IP stands on the loopback. */
const clusterIp = '10.77.31.41'
const address = '127.77.31.41'
const port = 20_000 + (process.pid % 10_000)

describe('UserspaceBackend, without root', () => {
  let backend: UserspaceBackend
  let servers: (Server | UdpSocket)[]

  const bring = (endpoints: readonly Endpoint[], changes: Partial<ServicePort> = {}): Promise<unknown> => {
    const entry = { servicePort: servicePort({ clusterIp, port, ...changes }), endpoints }
    return backend.sync([{ key: 'ns1/svc1', entries: [entry] }], { nodeName: 'here', zone: '' })
  }
  const serve = async (answer: (socket: Socket) => void): Promise<Endpoint> => {
    const server = createServer({ allowHalfOpen: true }, answer).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return endpoint('127.0.0.1', { port: (server.address() as AddressInfo).port })
  }
  const named = (name: string): Promise<Endpoint> =>
    serve((socket) => {
      socket.on('data', (data) => socket.write(`${name} ${data}`)).on('end', () => socket.end(`${name} ends`))
    })
  const open = async (host = address, to = port): Promise<Socket> => {
    const socket = connect({ host, port: to, allowHalfOpen: true })
    await once(socket, 'connect')
    return socket
  }
  const ask = async (): Promise<string> => text((await open()).end())
  const udpServer = async (name: string): Promise<Endpoint> => {
    const socket = createSocket('udp4')
    servers.push(socket)
    socket.on('message', (data, { port, address }) => socket.send(`${name} ${data}`, port, address))
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    return endpoint('127.0.0.1', { port: socket.address().port })
  }

  beforeEach(() => {
    servers = []
    backend = new UserspaceBackend({
      ...{ ...cidrOptions, nodePortAddresses: ['127.0.0.1'] },
      ...{ clock: systemClock, logger: silentLogger },
      enter: (command) => [...command],
      run: () => Promise.reject(new Error('Operation not permitted')),
    })
  })
  afterEach(async () => {
    await backend.stop()
    for (const server of servers) server.close()
  })

  it('forwards to endpoints in turn, and refuses where there is none', async () => {
    const [one, two] = [await named('one'), await named('two')]
    await expect(ask()).rejects.toThrow('ECONNREFUSED')
    await bring([one, two])
    expect([await ask(), await ask(), await ask(), await ask()].sort()).toEqual([
      ...['one ends', 'one ends'],
      ...['two ends', 'two ends'],
    ])
    await bring([])
    await expect(ask()).rejects.toThrow('ECONNREFUSED')
  })

  it('keeps connections when their endpoint, and even the service, goes', async () => {
    const [one, two] = [await named('one'), await named('two')]
    await bring([one])
    const kept = await open()
    const say = async (word: string): Promise<string> => {
      kept.write(word)
      return String((await once(kept, 'data'))[0])
    }
    expect(await say('a')).toBe('one a')
    await bring([two])
    expect(await ask()).toBe('two ends')
    expect(await say('b')).toBe('one b')
    await backend.sync([{ key: 'ns1/svc1', entries: [] }], { nodeName: 'here', zone: '' })
    expect(await say('c')).toBe('one c')
    await expect(ask()).rejects.toThrow('ECONNREFUSED')
    expect(await text(kept.end())).toBe('one ends')
  })

  it('goes on to the next endpoint where one does not answer, and passes on a reset', async () => {
    const gone = endpoint('127.0.0.1', { port: 1 })
    await bring([gone, await named('two')], { affinitySeconds: 60 })
    expect([await ask(), await ask()]).toEqual(['two ends', 'two ends'])
    await bring([await serve((socket) => socket.once('data', () => socket.resetAndDestroy()))])
    const socket = await open()
    socket.write('x')
    await expect(once(socket, 'data')).rejects.toThrow('ECONNRESET')
    await bring([gone])
    await expect(open().then(text)).rejects.toThrow('ECONNRESET')
  })

  it('answers at the node port, and there by the external policy', async () => {
    await bring([await named('one')], { nodePort: port + 1, externalPolicyLocal: true })
    expect(await text((await open('127.0.0.1', port + 1)).end())).toBe('one ends')
  })

  it('answers UDP, from the same endpoint until that goes', async () => {
    const [one, two] = [await udpServer('one'), await udpServer('two')]
    await bring([one], { protocol: 'UDP' })
    const client = createSocket('udp4')
    servers.push(client)
    const say = async (word: string): Promise<string> => {
      client.send(word, port, address)
      return String((await once(client, 'message'))[0])
    }
    expect(await say('a')).toBe('one a')
    await bring([one, two], { protocol: 'UDP' })
    expect([await say('b'), await say('c')]).toEqual(['one b', 'one c'])
    await bring([two], { protocol: 'UDP' })
    expect(await say('d')).toBe('two d')
  })
})
