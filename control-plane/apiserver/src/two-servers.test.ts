import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { seededRandom, systemClock } from '@knarr/machinery'
import { openEtcdStore, type Store } from '@knarr/storage'
import { describeWithEtcd, EtcdProcess } from '@knarr/storage/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ApiServer } from './api-server.ts'
import { administrator } from './testing/test-server.ts'
import { testStrategies } from './testing/test-strategies.ts'

interface Server {
  readonly store: Store
  readonly server: ApiServer
  readonly client: Client
  stop(): Promise<void>
}

const map = (name: string, value = '1') =>
  ({ metadata: { name, namespace: 'default' }, data: { value } }) as unknown as ConfigMap

async function start(etcd: EtcdProcess, seed: number): Promise<Server> {
  const store = await openEtcdStore({ endpoints: [etcd.endpoint] }, { clock: systemClock })
  const random = seededRandom(seed)
  const server = await ApiServer.open({
    ...{ store, clock: systemClock, random, strategies: testStrategies },
    admissionPlugins: { disable: ['ServiceAccount'] },
  })
  const stop = async (): Promise<void> => {
    await server.close()
    await store[Symbol.asyncDispose]()
  }
  return { store, server, client: createClient(server.transport(administrator)), stop }
}

describeWithEtcd('two API servers on one etcd', () => {
  let etcd: EtcdProcess
  let one: Server
  let two: Server

  beforeEach(async () => {
    etcd = await EtcdProcess.start()
    ;[one, two] = [await start(etcd, 1), await start(etcd, 2)]
    await one.server.transport(administrator).request({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { metadata: { name: 'default' } },
    })
  })
  afterEach(async () => {
    await one.stop()
    await two.stop()
    await etcd[Symbol.asyncDispose]()
  })

  it('read through one what was just written through the other', async () => {
    for (let n = 0; n < 20; n++) {
      const made = await one.client.create(configMaps, map(`m${n}`))
      expect(await two.client.get(configMaps, { namespace: 'default', name: `m${n}` })).toEqual(made)
      const { items, metadata } = await two.client.list(configMaps, { namespace: 'default' })
      expect(items).toHaveLength(n + 1)
      expect(metadata.resourceVersion).toBe(made.metadata.resourceVersion)
    }
  })

  it("show each other's changes to whoever watches, from what any of them has answered", async () => {
    const before = await one.client.create(configMaps, map('a'))
    const { resourceVersion } = before.metadata
    const stop = new AbortController()
    const seen: string[] = []
    const watching = (async () => {
      const options = { namespace: 'default', resourceVersion, signal: stop.signal }
      for await (const events of await two.client.watch(configMaps, options)) {
        for (const { type, object } of events) seen.push(`${type} ${object.metadata?.name}`)
        if (seen.length >= 3) return
      }
    })()
    const changed = await one.client.update(configMaps, { ...before, data: { value: '2' } })
    await two.client.create(configMaps, map('b'))
    await one.client.delete(configMaps, { namespace: 'default', name: 'a' })
    await watching
    stop.abort()
    expect(seen).toEqual(['MODIFIED a', 'ADDED b', 'DELETED a'])
    expect(Number(changed.metadata.resourceVersion)).toBeGreaterThan(Number(resourceVersion))
  })

  it('let one of two writers win', async () => {
    const made = await one.client.create(configMaps, map('a'))
    const attempts = await Promise.allSettled(
      [one, two].map(({ client }, n) => client.update(configMaps, { ...made, data: { value: `by ${n}` } })),
    )
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = attempts.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason.status).toMatchObject({ code: 409, reason: 'Conflict' })
  })

  it('carry on when one of them ends', async () => {
    const made = await one.client.create(configMaps, map('a'))
    await one.stop()
    const changed = await two.client.update(configMaps, { ...made, data: { value: '2' } })
    expect(changed.data).toEqual({ value: '2' })
    one = await start(etcd, 3)
    expect(await one.client.get(configMaps, { namespace: 'default', name: 'a' })).toEqual(changed)
  })
})
