import { connect } from 'node:net'
import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../message/decode-message.ts'
import { encodeMessage } from '../../message/encode-message.ts'
import { messageOf } from '../../message/message.ts'
import type { ResourceRecord } from '../../message/record.ts'
import { framed, MessageSplitter } from '../../server/message-splitter.ts'
import { ask, short } from '../../testing/ask.ts'
import { FixedInformers } from '../../testing/fixed-informers.ts'
import { startServer } from '../../testing/start-server.ts'

function cluster(services: number): FixedInformers {
  const informers = new FixedInformers()
  informers.put('namespaces', { metadata: { name: 'ns' } } as unknown as KubeObject)
  for (let index = 1; index <= services; index++) {
    const ip = `10.0.${index >> 8}.${index & 255}`
    const spec = { clusterIP: ip, clusterIPs: [ip], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }
    informers.put('services', {
      metadata: { namespace: 'ns', name: `s${index}` },
      spec,
    } as unknown as KubeObject)
  }
  return informers
}

/** Every record of a transfer, up to the SOA that ends it, and in how many messages they came. */
function axfr(port: number, name: string): Promise<{ records: ResourceRecord[]; messages: number }> {
  const socket = connect(port, '127.0.0.1')
  const splitter = new MessageSplitter()
  const records: ResourceRecord[] = []
  let messages = 0
  socket.write(framed(encodeMessage(messageOf({ id: 1, questions: [{ name, type: 'AXFR', class: 'IN' }] }))))
  return new Promise((resolve) => {
    socket.on('data', (chunk) => {
      for (const bytes of splitter.push(chunk)) {
        messages++
        records.push(...decodeMessage(bytes).answers)
      }
      if (records.length < 2 || records.at(-1)?.type !== 'SOA') return
      socket.destroy()
      resolve({ records, messages })
    })
  })
}

const corefile = (to: string): string =>
  `cluster.local {\n kubernetes {\n ttl 30\n }\n transfer {\n to ${to}\n }\n}`

describe('transfer', () => {
  it('hands over the zone of a cluster, between two SOA records', async () => {
    const { server, port } = await startServer(corefile('*'), { informers: cluster(1) })
    const { records } = await axfr(port, 'cluster.local.')
    expect(short(records).slice(1, -1)).toEqual([
      'cluster.local. NS ns.dns.cluster.local.',
      'dns-version.cluster.local. TXT "1.1.0"',
      's1.ns.svc.cluster.local. A 10.0.0.1',
      '_http._tcp.s1.ns.svc.cluster.local. SRV 0 100 80 s1.ns.svc.cluster.local.',
    ])
    expect(records[0]).toEqual(records.at(-1))
    await server.stop()
  })

  it('spreads a large zone over messages', async () => {
    const { server, port } = await startServer(corefile('*'), { informers: cluster(300) })
    const { records, messages } = await axfr(port, 'cluster.local.')
    expect(records).toHaveLength(604)
    expect(messages).toBeGreaterThan(1)
    await server.stop()
  })

  it('refuses those who are not named', async () => {
    const { server, port } = await startServer(corefile('10.9.9.9'), { informers: cluster(1) })
    expect((await ask('cluster.local.', 'AXFR', { port, protocol: 'tcp' })).rcode).toBe('REFUSED')
    await server.stop()
  })

  it('answers IXFR with the SOA alone over UDP, and AXFR not at all', async () => {
    const { server, port } = await startServer(corefile('*'), { informers: cluster(1) })
    expect((await ask('cluster.local.', 'IXFR', { port })).answers).toMatchObject([{ type: 'SOA' }])
    expect((await ask('cluster.local.', 'AXFR', { port })).rcode).toBe('REFUSED')
    await server.stop()
  })

  it('needs someone to hand zones to', async () => {
    await expect(startServer('. {\n transfer {\n }\n}')).rejects.toThrow("'to' is required")
    await expect(startServer('. {\n transfer {\n to me\n }\n}')).rejects.toThrow(
      'not an IP address or file: "me"',
    )
  })
})
