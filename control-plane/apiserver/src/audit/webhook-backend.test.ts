import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, systemClock, VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEvent } from './audit-event.ts'
import { BatchBackend, type BatchOptions } from './batch-backend.ts'
import { openWebhookBackend } from './webhook-backend.ts'

const event = (id: number): AuditEvent => ({ auditID: String(id) }) as AuditEvent
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a batch', () => {
  let clock: VirtualClock
  let sent: string[][]
  let lost: number
  let failures: number

  beforeEach(() => {
    clock = new VirtualClock()
    ;[sent, lost, failures] = [[], 0, 0]
  })

  function backend(options: BatchOptions): BatchBackend {
    return new BatchBackend(
      {
        ...{ clock, random: seededRandom(1) },
        async send(events) {
          if (failures-- > 0) throw new Error('no')
          sent.push(events.map(({ auditID }) => auditID))
        },
        lost: (count) => {
          lost += count
        },
      },
      options,
    )
  }

  it('is sent when it is full, or after a while', async () => {
    const batches = backend({ maxBatchSize: 2, maxBatchWaitMs: 1000 })
    for (const id of [1, 2, 3]) batches.process(event(id))
    await settled()
    expect(sent).toEqual([['1', '2']])
    await clock.advance(1000)
    await settled()
    expect(sent).toEqual([['1', '2'], ['3']])
    expect(clock.armed).toBe(0)
  })

  it('is sent again after a failure, and lost after some', async () => {
    const batches = backend({ maxBatchSize: 1, initialBackoffMs: 1000 })
    failures = 2
    batches.process(event(1))
    await clock.advance(10_000, settled)
    expect(sent).toEqual([['1']])
    failures = 5
    batches.process(event(2))
    await clock.advance(60_000, settled)
    batches.process(event(3))
    await settled()
    expect({ sent, lost }).toEqual({ sent: [['1'], ['3']], lost: 1 })
  })

  it('that is more than may wait is lost', async () => {
    const batches = backend({ maxBatchSize: 10, bufferSize: 2 })
    for (const id of [1, 2, 3]) batches.process(event(id))
    expect(lost).toBe(1)
    await batches.close()
    expect(sent).toEqual([['1', '2']])
  })
})

describe('a webhook', () => {
  let server: Server
  let file: string
  let bodies: { path: string | undefined; body: unknown }[]

  beforeEach(async () => {
    bodies = []
    server = createServer(async (request, response) => {
      const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString()
      bodies.push({ path: request.url, body: JSON.parse(body) })
      response.setHeader('content-type', 'application/json').end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    file = join(mkdtempSync(join(tmpdir(), 'webhook-')), 'config')
    const { port } = server.address() as AddressInfo
    const config = {
      clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}/events?a=b` } }],
      contexts: [{ name: 'a', context: { cluster: 'a' } }],
      'current-context': 'a',
    }
    writeFileSync(file, JSON.stringify(config))
  })

  afterEach(() => {
    server.close()
    rmSync(file, { force: true })
  })

  const parts = { clock: systemClock, random: seededRandom(1), logger: { info() {}, warn() {}, error() {} } }

  it('is told lists of events', async () => {
    const backend = await openWebhookBackend({ configFile: file }, parts)
    for (const id of [1, 2]) backend.process(event(id))
    await backend.close()
    const items = [{ auditID: '1' }, { auditID: '2' }]
    expect(bodies).toEqual([
      {
        path: '/events?a=b',
        body: { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items },
      },
    ])
  })

  it('without a kubeconfig is refused', async () => {
    await expect(openWebhookBackend({ configFile: `${file}-none` }, parts)).rejects.toMatchObject({
      name: 'ConfigurationError',
    })
  })
})
