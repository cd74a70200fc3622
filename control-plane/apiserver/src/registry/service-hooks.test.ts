import { type Service, services } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { seededRandom } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ApiServer } from '../api-server.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const ranges = { cidrs: ['10.96.0.0/29'], nodePorts: { first: 30000, last: 30001 } }

/** A server with six cluster IPs and two node ports. */
const start = (): Promise<TestServer> =>
  startTestServer({ strategies: undefined, serviceRanges: ranges } as never)

function create({ client }: TestServer, name: string, spec: object = {}, dryRun = false): Promise<Service> {
  const draft = { metadata: { name, namespace: 'default' }, spec: { ports: [{ port: 80 }], ...spec } }
  return client.create(services, draft as unknown as Service, { dryRun })
}

describe('what services hold', () => {
  it('is handed out on creation and free again after deletion', async () => {
    await using test = await start()
    const one = await create(test, 'one', { type: 'NodePort' })
    expect(one.spec.clusterIP).toMatch(/^10\.96\.0\.[1-6]$/)
    expect(one.spec.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000)
    await create(test, 'two', { type: 'NodePort' })
    await expect(create(test, 'three', { type: 'NodePort' })).rejects.toMatchObject({ reason: 'Invalid' })
    await test.client.delete(services, { namespace: 'default', name: 'one' })
    const three = await create(test, 'three', { type: 'NodePort' })
    expect(three.spec.ports?.[0]?.nodePort).toBe(one.spec.ports?.[0]?.nodePort)
  })

  it('is given back by a write that came to nothing', async () => {
    await using test = await start()
    for (let round = 0; round < 10; round++) await create(test, 'tried', {}, true)
    await create(test, 'taken')
    for (let round = 0; round < 10; round++) {
      await expect(create(test, 'taken')).rejects.toMatchObject({ reason: 'AlreadyExists' })
    }
    await expect(create(test, 'other')).resolves.toBeTruthy()
  })

  it('is given back when the type no longer needs it', async () => {
    await using test = await start()
    const names = ['a', 'b']
    for (const name of names) await create(test, name, { type: 'NodePort' })
    const patch = { spec: { type: 'ClusterIP' } }
    await test.client.patch(services, { namespace: 'default', name: 'a' }, { type: 'merge', patch })
    await expect(create(test, 'c', { type: 'NodePort' })).resolves.toBeTruthy()
  })

  it('is known again after a restart', async () => {
    await using test = await start()
    const { spec } = await create(test, 'one', { type: 'NodePort' })
    const { store, clock } = test
    const options = { store, clock, random: seededRandom(2), serviceRanges: ranges }
    const second = await ApiServer.open(options)
    const client = createClient(second.transport({ name: 'admin', groups: ['system:masters'] }))
    const draft = {
      metadata: { name: 'same', namespace: 'default' },
      spec: { clusterIP: spec.clusterIP, ports: [{ port: 80 }] },
    }
    await expect(client.create(services, draft as unknown as Service)).rejects.toMatchObject({
      status: { message: expect.stringContaining('provided IP is already allocated') },
    })
    await second.close()
  })
})
