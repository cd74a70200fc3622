import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Namespace, namespaces, type Secret, secrets } from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { seededRandom, systemClock } from '@knarr/machinery'
import { openEtcdStore, type Store } from '@knarr/storage'
import { describeWithEtcd, EtcdProcess } from '@knarr/storage/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ApiServer } from '../../api-server.ts'
import { secretStrategy } from '../../registry/core/secret/secret-strategy.ts'
import { KmsPlugin } from '../../testing/kms-plugin.ts'
import { administrator } from '../../testing/test-server.ts'
import { testStrategies } from '../../testing/test-strategies.ts'

const secretOf = (name: string) =>
  ({ metadata: { name, namespace: 'default' }, data: { password: 'c2VjcmV0' } }) as unknown as Secret

describeWithEtcd('two API servers on one etcd and one KMS plugin', () => {
  let directory: string
  let etcd: EtcdProcess
  let plugin: KmsPlugin
  let stores: Store[]
  let servers: ApiServer[]
  let clients: [Client, Client]

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kms-'))
    plugin = await KmsPlugin.start(join(directory, 'kms.sock'))
    const kms = { apiVersion: 'v2', name: 'vault', endpoint: `unix://${plugin.socket}` }
    writeFileSync(
      join(directory, 'config.yaml'),
      JSON.stringify({
        apiVersion: 'apiserver.config.k8s.io/v1',
        kind: 'EncryptionConfiguration',
        resources: [{ resources: ['*.*'], providers: [{ kms }] }],
      }),
    )
    etcd = await EtcdProcess.start()
    stores = []
    servers = []
    clients = [await start(1), await start(2)]
    await clients[0].create(namespaces, { metadata: { name: 'default' } } as Namespace)
  })

  afterEach(async () => {
    for (const server of servers) await server.close()
    for (const store of stores) await store[Symbol.asyncDispose]()
    await etcd[Symbol.asyncDispose]()
    await plugin.stop()
    rmSync(directory, { recursive: true })
  })

  async function start(seed: number): Promise<Client> {
    const store = await openEtcdStore({ endpoints: [etcd.endpoint] }, { clock: systemClock })
    const server = await ApiServer.open({
      ...{ store, clock: systemClock, random: seededRandom(seed) },
      strategies: [...testStrategies, secretStrategy],
      encryption: { file: join(directory, 'config.yaml') },
    })
    stores.push(store)
    servers.push(server)
    return createClient(server.transport(administrator))
  }

  it('read, list, watch and change what the other has just written, whatever is encrypted', async () => {
    const [one, two] = clients
    const seen: string[] = []
    const watching = (async () => {
      for await (const events of await two.watch(secrets, {})) {
        for (const { type, object } of events) seen.push(`${type} ${object.metadata.name}`)
        if (seen.length >= 5) return
      }
    })()
    const a = await one.create(secrets, secretOf('a'))
    expect(await two.get(secrets, { namespace: 'default', name: 'a' })).toEqual(a)
    const changed = await two.update(secrets, { ...a, data: { password: 'bmV3' } } as Secret)
    expect((await one.list(secrets, {})).items).toEqual([changed])
    await one.create(secrets, secretOf('b'))
    await two.create(secrets, secretOf('c'))
    await one.delete(secrets, { namespace: 'default', name: 'c' })
    await watching
    expect(seen).toEqual(['ADDED a', 'MODIFIED a', 'ADDED b', 'ADDED c', 'DELETED c'])
    expect(plugin.count('Encrypt')).toBe(2)
    expect(plugin.count('Decrypt')).toBe(2)
    await expect(one.update(secrets, a)).rejects.toMatchObject({ code: 409 })
  })
})
