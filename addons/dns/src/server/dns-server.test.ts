import { connect } from 'node:net'
import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../message/decode-message.ts'
import { encodeMessage } from '../message/encode-message.ts'
import { messageOf } from '../message/message.ts'
import { ask, short } from '../testing/ask.ts'
import { FixedInformers } from '../testing/fixed-informers.ts'
import { startServer } from '../testing/start-server.ts'
import { framed, MessageSplitter } from './message-splitter.ts'

const hosts = (lines: string): string => `hosts /nowhere {\n${lines}\n}`

describe('a server', () => {
  it('answers from the longest zone, in the letter case it was asked', async () => {
    const { server, port } = await startServer(
      `org {\n${hosts('1.1.1.1 a.example.org b.org')}\n}\nexample.org {\n${hosts('2.2.2.2 a.example.org')}\n}`,
    )
    expect(short((await ask('A.example.org.', 'A', { port })).answers)).toEqual(['A.example.org. A 2.2.2.2'])
    expect(await ask('example.net.', 'A', { port })).toMatchObject({ rcode: 'REFUSED' })
    await server.stop()
  })

  it('cuts answers to what the client can take over UDP, and gives them whole over TCP', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `10.0.0.${index} many`).join('\n')
    const { server, port } = await startServer(`. {\n${hosts(lines)}\n}`)
    // Over UDP the asking side itself turns to TCP once the answer was cut.
    const cut = await askOnce(port, 'many.')
    expect(cut.truncated).toBe(true)
    expect(encodeMessage(cut).length).toBeLessThanOrEqual(512)
    expect((await ask('many.', 'A', { port })).answers).toHaveLength(100)
    await server.stop()
  })

  it('answers several queries of one connection', async () => {
    const { server, port } = await startServer(`. {\n${hosts('1.1.1.1 a\n2.2.2.2 b')}\n}`)
    const socket = connect(port, '127.0.0.1')
    const splitter = new MessageSplitter()
    const replies = new Promise<number[]>((resolve) => {
      const ids: number[] = []
      socket.on('data', (chunk) => {
        for (const bytes of splitter.push(chunk)) ids.push(decodeMessage(bytes).id)
        if (ids.length === 2) resolve(ids)
      })
    })
    const query = (id: number, name: string) =>
      framed(encodeMessage(messageOf({ id, questions: [{ name, type: 'A', class: 'IN' }] })))
    const both = Buffer.concat([query(1, 'a.'), query(2, 'b.')])
    socket.write(both.subarray(0, 5))
    socket.write(both.subarray(5))
    expect((await replies).sort()).toEqual([1, 2])
    socket.destroy()
    await server.stop()
  })

  it.each([
    ['NOTIMP', { opcode: 5 }],
    ['FORMERR', { questions: [] }],
    ['BADVERS', { edns: { udpSize: 1232, version: 1, dnssecOk: false, options: [] } }],
  ])('answers %s to %j', async (rcode, parts) => {
    const { server, port } = await startServer('. {\n errors\n}')
    expect((await askOnce(port, 'a.', parts)).rcode).toBe(rcode)
    await server.stop()
  })

  it('runs a changed Corefile, and keeps the old one when the new one is wrong', async () => {
    const test = await startServer(`.:0 {\n${hosts('1.1.1.1 a')}\n}`)
    test.corefile = `.:0 {\n${hosts('2.2.2.2 a')}\n}`
    expect(await test.server.reload()).toBe(true)
    expect(short((await ask('a.', 'A', test)).answers)).toEqual(['a. A 2.2.2.2'])
    test.corefile = '. {\n nonsense\n}'
    await expect(test.server.reload()).rejects.toThrow(
      "Corefile:2 - Error during parsing: Unknown directive 'nonsense'",
    )
    expect(short((await ask('a.', 'A', test)).answers)).toEqual(['a. A 2.2.2.2'])
    await test.server.stop()
  })

  it('answers again from what it sent, counts it, and is as new as the cluster all the same', async () => {
    const informers = new FixedInformers()
    const service = (ip: string): KubeObject =>
      ({
        metadata: { name: 'web', namespace: 'ns' },
        spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ port: 80 }] },
      }) as unknown as KubeObject
    informers.put('namespaces', { metadata: { name: 'ns' } } as unknown as KubeObject)
    informers.put('services', service('10.0.0.1'))
    const test = await startServer('. {\n kubernetes cluster.local\n prometheus :0\n}', { informers })
    const name = 'web.ns.svc.cluster.local.'
    const answers = async () => short((await ask(name, 'A', test)).answers)
    for (let round = 0; round < 3; round++) expect(await answers()).toEqual([`${name} A 10.0.0.1`])
    informers.put('services', service('10.0.0.2'))
    expect(await answers()).toEqual([`${name} A 10.0.0.2`])
    expect(test.metrics.text()).toContain(
      'coredns_dns_responses_total{server="dns://:0",zone=".",view="",rcode="NOERROR",plugin="kubernetes"} 4',
    )
    expect(test.metrics.text()).toContain(
      'coredns_dns_response_size_bytes_sum{server="dns://:0",zone=".",view="",proto="udp"} 232',
    )
    await test.server.stop()
  })

  it('refuses a zone that is served twice', async () => {
    await expect(startServer('a:1053 {\n errors\n}\na:1053 {\n log\n}')).rejects.toThrow(
      'Corefile:4 - Error during parsing: cannot serve dns://:1053 - it is already defined for zone a.',
    )
  })
})

/** One datagram there and one back. */
async function askOnce(port: number, name: string, parts = {}) {
  const { createSocket } = await import('node:dgram')
  const socket = createSocket('udp4')
  const reply = new Promise<Buffer>((resolve) => socket.once('message', resolve))
  socket.send(
    encodeMessage(messageOf({ id: 9, questions: [{ name, type: 'A', class: 'IN' }], ...parts })),
    port,
    '127.0.0.1',
  )
  const bytes = await reply
  socket.close()
  return decodeMessage(bytes)
}
