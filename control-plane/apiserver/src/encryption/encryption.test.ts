import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configMaps, type Namespace, namespaces, type Secret, secrets } from '@knarr/api/core/v1'
import { type Client, createClient, type Transport } from '@knarr/client'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { LmdbBackend, MemoryBackend, openStore, type Store } from '@knarr/storage'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiServer } from '../api-server.ts'
import { secretStrategy } from '../registry/core/secret/secret-strategy.ts'
import { administrator } from '../testing/test-server.ts'
import { testStrategies } from '../testing/test-strategies.ts'
import { parseEncryptionConfiguration } from './encryption-configuration.ts'
import { identity } from './value-transformer.ts'

const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n'
const keyOf = (name: string, fill: string) => ({ name, secret: Buffer.alloc(32, fill).toString('base64') })
const [key1, key2] = [keyOf('key1', 'a'), keyOf('key2', 'b')]
const path = '/registry/core/secrets/default/token'
const key = { namespace: 'default', name: 'token' }

let directory: string
let file: string
let store: Store
let clock: VirtualClock
let running: ApiServer[]

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'encryption-'))
  file = join(directory, 'config.yaml')
  clock = new VirtualClock()
  store = await openStore(new MemoryBackend(), { clock })
  running = []
})

afterEach(async () => {
  for (const server of running) await server.close()
  rmSync(directory, { recursive: true })
})

function configure(...providers: object[]): void {
  writeFileSync(file, `${head}resources: ${JSON.stringify([{ resources: ['secrets'], providers }])}`)
}

async function start(
  options: { isReloaded?: boolean } = {},
): Promise<{ client: Client; transport: Transport }> {
  const server = await ApiServer.open({
    ...{ store, clock, random: seededRandom(1), strategies: [...testStrategies, secretStrategy] },
    encryption: { file, ...options },
  })
  running.push(server)
  const transport = server.transport(administrator)
  const client = createClient(transport)
  await client.create(namespaces, { metadata: { name: 'default' } } as Namespace).catch(() => {})
  return { client, transport }
}

async function kept(of: Store = store): Promise<string> {
  return Buffer.from((await of.get(path))?.value ?? []).toString('latin1')
}

const token = { metadata: key, data: { password: 'c2VjcmV0' } } as unknown as Secret

describe('a secret', () => {
  it.each([
    ['aescbc', 'k8s:enc:aescbc:v1:key1:'],
    ['aesgcm', 'k8s:enc:aesgcm:v1:key1:'],
    ['secretbox', 'k8s:enc:secretbox:v1:key1:'],
  ])('is kept encrypted by %s, and read as it was written', async (kind, prefix) => {
    configure({ [kind]: { keys: [key1] } }, { identity: {} })
    const { client, transport } = await start()
    const events = await transport.watch<Secret>({ method: 'GET', path: '/api/v1/secrets' })
    const made = await client.create(secrets, token)
    expect(await kept()).toMatch(new RegExp(`^${prefix}`))
    expect(await kept()).not.toContain('c2VjcmV0')
    expect(made.metadata.resourceVersion).toBe(String(store.revision))
    expect(await client.get(secrets, key)).toEqual(made)
    expect((await client.list(secrets, {})).items).toEqual([made])
    for await (const [event] of events) {
      expect(event).toEqual({ type: 'ADDED', object: made })
      break
    }
    const changed = await client.update(secrets, { ...made, data: { password: 'bmV3' } } as Secret)
    expect((await client.get(secrets, key)).data).toEqual({ password: 'bmV3' })
    await expect(client.update(secrets, { ...made, data: {} } as Secret)).rejects.toMatchObject({ code: 409 })
    await client.delete(secrets, { ...key, resourceVersion: changed.metadata.resourceVersion } as never)
    await expect(client.get(secrets, key)).rejects.toMatchObject({ code: 404 })
  })

  it('is encrypted, others are not', async () => {
    configure({ aescbc: { keys: [key1] } })
    const { client } = await start()
    await client.create(configMaps, {
      metadata: { name: 'plain', namespace: 'default' },
      data: { a: 'b' },
    } as never)
    const item = await store.get('/registry/core/configmaps/default/plain')
    expect(Buffer.from(item?.value ?? []).toString()).toContain('"a":"b"')
  })

  it('is read with a key of old, and written with the new one when it is written again', async () => {
    configure({ identity: {} })
    const plain = await start()
    await plain.client.create(secrets, token)
    expect(await kept()).toContain('c2VjcmV0')
    for (const providers of [
      [{ aescbc: { keys: [key1] } }, { identity: {} }],
      [{ aesgcm: { keys: [key2] } }, { aescbc: { keys: [key1] } }],
    ]) {
      configure(...providers)
      const { client } = await start()
      const there = await client.get(secrets, key)
      expect(there.data).toEqual({ password: 'c2VjcmV0' })
      // As `kubectl get secrets -o json | kubectl replace -f -`: nothing changes but the key.
      await client.update(secrets, there)
      const revision = store.revision
      await client.update(secrets, await client.get(secrets, key))
      expect(store.revision).toBe(revision)
    }
    expect(await kept()).toMatch(/^k8s:enc:aesgcm:v1:key2:/)
  })

  it('is written with the new key by an apply of nothing, as migrations of its resource do', async () => {
    configure({ aescbc: { keys: [key1] } })
    const made = await (await start()).client.create(secrets, token)
    configure({ aesgcm: { keys: [key2] } }, { aescbc: { keys: [key1] } })
    const { client } = await start()
    const { uid, resourceVersion } = made.metadata
    const patch = { apiVersion: 'v1', kind: 'Secret', metadata: { uid, resourceVersion } }
    const kind = { type: 'apply', patch } as const
    const rewritten = await client.patch(secrets, key, kind, { fieldManager: 'migrator' })
    expect(await kept()).toMatch(/^k8s:enc:aesgcm:v1:key2:/)
    expect(rewritten).toEqual({
      ...made,
      metadata: { ...made.metadata, resourceVersion: rewritten.metadata.resourceVersion },
    })
  })

  it.each([
    ['without its key', [{ aescbc: { keys: [key2] } }], 'no matching prefix found'],
    ['as if it were plain', [{ identity: {} }], 'no matching prefix found'],
    [
      'with another key of that name',
      [{ aescbc: { keys: [{ ...key2, name: 'key1' }] } }],
      'wrong final block length|bad decrypt',
    ],
  ])('is not read %s', async (_, providers, why) => {
    configure({ aescbc: { keys: [key1] } })
    await (await start()).client.create(secrets, token)
    configure(...providers)
    const { client } = await start()
    // Of 256 wrong keys one finds a padding that is right, and text that is none.
    const text = new RegExp(
      `^Internal error occurred: (unable to transform key "${path}": .*(${why})|Unexpected token)`,
    )
    await expect(client.get(secrets, key)).rejects.toMatchObject({
      code: 500,
      message: expect.stringMatching(text),
    })
    await expect(client.list(secrets, {})).rejects.toMatchObject({ code: 500 })
  })

  it('that was put in the place of another is not read', async () => {
    configure({ aesgcm: { keys: [key1] } })
    const { client } = await start()
    await client.create(secrets, token)
    const bytes = (await store.get(path))?.value as Uint8Array
    await store.commit({ key: '/registry/core/secrets/default/other', template: { bytes }, writer: 'thief' })
    await expect(client.get(secrets, { ...key, name: 'other' })).rejects.toMatchObject({ code: 500 })
  })

  it('is encrypted on disk', async () => {
    const disk = await openStore(await LmdbBackend.open(join(directory, 'db')), { clock })
    configure({ aescbc: { keys: [key1] } })
    const memory = store
    store = disk
    await (await start()).client.create(secrets, token)
    await disk[Symbol.asyncDispose]()
    store = memory
    const again = await openStore(await LmdbBackend.open(join(directory, 'db')), { clock })
    expect(await kept(again)).toMatch(/^k8s:enc:aescbc:v1:key1:/)
    await again[Symbol.asyncDispose]()
  })
})

it('the keys are read again while the server runs', async () => {
  configure({ aescbc: { keys: [key1] } })
  const { client } = await start({ isReloaded: true })
  await client.create(secrets, token)
  writeFileSync(file, 'nonsense: true')
  await clock.advance(60_000)
  await client.update(secrets, { ...(await client.get(secrets, key)), data: { password: 'MQ==' } } as Secret)
  expect(await kept()).toMatch(/^k8s:enc:aescbc:v1:key1:/)
  configure({ aescbc: { keys: [key2, key1] } })
  await clock.advance(60_000)
  await client.update(secrets, { ...(await client.get(secrets, key)), data: { password: 'Mg==' } } as Secret)
  expect(await kept()).toMatch(/^k8s:enc:aescbc:v1:key2:/)
})

describe('a configuration', () => {
  const parse = (resources: unknown) =>
    parseEncryptionConfiguration(`${head}resources: ${JSON.stringify(resources)}`, () => identity)
  const providers = [{ identity: {} }]

  it('names resources in several ways; the first that matches counts', () => {
    const find = parse([
      { resources: ['secrets', 'deployments.apps'], providers },
      { resources: ['*.batch'], providers },
      { resources: ['*.'], providers },
    ])
    expect(['secrets', 'pods'].map((plural) => find('', plural) !== undefined)).toEqual([true, true])
    expect(find('apps', 'deployments')).toBe(find('', 'secrets'))
    expect(find('', 'pods')).not.toBe(find('', 'secrets'))
    expect(find('batch', 'jobs')).toBeDefined()
    expect(find('apps', 'daemonsets')).toBeUndefined()
    expect(parse([{ resources: ['*.*'], providers }])('apps', 'daemonsets')).toBeDefined()
  })

  it.each([
    [[], 'resources: Required value: at least one resource must be specified'],
    [
      [{ resources: ['secrets'] }],
      'resources[0].providers: Required value: at least one provider is required',
    ],
    [
      [{ resources: ['secrets'], providers: [{ aescbc: { keys: [{ name: 'a:b', secret: key1.secret }] } }] }],
      `resources[0].providers[0].aescbc.keys[0].name: Invalid value: "a:b": key name must not contain ':'`,
    ],
    [
      [{ resources: ['secrets'], providers: [{ aescbc: { keys: [{ name: 'a', secret: 'AAAA' }] } }] }],
      'resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 3, expected one of [32]',
    ],
    [
      [{ resources: ['secrets'], providers: [{ vault: {} }] }],
      'resources[0].providers[0]: Invalid value: {"vault":{}}: provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity',
    ],
  ])('that is wrong is refused: %j', (resources, message) => {
    expect(() => parse(resources)).toThrow(new Error(message))
  })
})
