import { type Secret, secrets } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KmsFixture } from '../../testing/kms-fixture.ts'
import type { KmsPlugin } from '../../testing/kms-plugin.ts'
import { decodeEncryptedObject, type EncryptedObject, keyIdHash } from './encrypted-object.ts'

const key = { namespace: 'default', name: 'token' }
const token = { metadata: key, data: { password: 'c2VjcmV0' } } as unknown as Secret
const named = (name: string): Secret => ({ ...token, metadata: { ...key, name } }) as Secret
const prefix = 'k8s:enc:kms:v2:vault:'
const aescbc = { aescbc: { keys: [{ name: 'old', secret: Buffer.alloc(32, 'a').toString('base64') }] } }
const identity = { identity: {} }

let fixture: KmsFixture
let plugin: KmsPlugin
let kms: object

beforeEach(async () => {
  fixture = await KmsFixture.open()
  ;({ plugin, kms } = fixture)
})

afterEach(() => fixture[Symbol.asyncDispose]())

/** What stands before the value of a secret. */
async function prefixKept(name = 'token'): Promise<string> {
  return /^(k8s:enc:\w+:\w+:\w+:|.)/.exec((await fixture.kept(name)).toString('latin1'))?.[0] ?? ''
}

async function envelopeKept(name = 'token'): Promise<EncryptedObject> {
  expect(await prefixKept(name)).toBe(prefix)
  return decodeEncryptedObject((await fixture.kept(name)).subarray(prefix.length))
}

describe('a secret behind a KMS plugin', () => {
  it('is kept in an envelope of the plugin, and read as it was written', async () => {
    const { client } = await fixture.start()
    const made = await client.create(secrets, token)
    const envelope = await envelopeKept()
    expect(envelope).toMatchObject({ keyID: 'key-1', encryptedDEKSourceType: 1 })
    expect(Object.keys(envelope.annotations)).toEqual(['nonce.kms.example.com'])
    expect((await fixture.kept('token')).toString('latin1')).not.toContain('c2VjcmV0')
    expect(await client.get(secrets, key)).toEqual(made)
    expect((await client.list(secrets, {})).items).toEqual([made])
    await client.delete(secrets, key)
    await expect(client.get(secrets, key)).rejects.toMatchObject({ code: 404 })
  })

  it('takes one seed, however many are written, and no question to read them', async () => {
    const { client } = await fixture.start()
    for (const name of ['a', 'b', 'c']) await client.create(secrets, named(name))
    await client.list(secrets, {})
    expect(plugin.calls).toEqual(['Status', 'Encrypt'])
    const sources = await Promise.all(['a', 'b'].map(async (name) => envelopeKept(name)))
    expect(sources[0]?.encryptedDEKSource).toEqual(sources[1]?.encryptedDEKSource)
  })

  it('is read by the server that comes after, which asks the plugin once for each seed', async () => {
    const first = await fixture.start()
    const made = [
      await first.client.create(secrets, named('a')),
      await first.client.create(secrets, named('b')),
    ]
    const second = await fixture.start()
    expect((await second.client.list(secrets, {})).items).toEqual(made)
    expect(plugin.count('Decrypt')).toBe(1)
    await second.client.create(secrets, named('c'))
    expect((await (await fixture.start()).client.list(secrets, {})).items).toHaveLength(3)
    expect(plugin.count('Decrypt')).toBe(3)
  })

  it('is written with the new key once the plugin has one, also where nothing else changes', async () => {
    const started = await fixture.start()
    const { client } = started
    const made = await client.create(secrets, token)
    await client.update(secrets, made)
    expect((await client.get(secrets, key)).metadata.resourceVersion).toBe(made.metadata.resourceVersion)
    plugin.rotate()
    expect(await fixture.later(20_000, started)).toBe('ok')
    expect(plugin.count('Encrypt')).toBe(2)
    expect(await client.get(secrets, key)).toEqual(made)
    const rewritten = await client.update(secrets, made)
    expect(rewritten.data).toEqual(made.data)
    expect(await envelopeKept()).toMatchObject({ keyID: 'key-2' })
    const { revision } = fixture.store
    await client.update(secrets, rewritten)
    expect(fixture.store.revision).toBe(revision)
  })

  it('moves to the plugin from a key of the file and from plain, and back again', async () => {
    await (await fixture.start([identity])).client.create(secrets, named('plain'))
    await (await fixture.start([aescbc, identity])).client.create(secrets, named('old'))
    for (const [providers, begins] of [
      [[kms, aescbc, identity], prefix],
      [[aescbc, kms], 'k8s:enc:aescbc:v1:old:'],
      [[identity, aescbc], '{'],
    ] as const) {
      const { client } = await fixture.start(providers)
      const { items } = await client.list(secrets, {})
      expect(items.map(({ data }) => data)).toEqual([token.data, token.data])
      for (const item of items) await client.update(secrets, item)
      for (const name of ['old', 'plain']) {
        expect(await prefixKept(name)).toBe(begins)
      }
    }
  })

  it('that another server writes with a seed unknown here is told to watches, in order', async () => {
    const here = await fixture.start()
    const there = await fixture.start()
    const events = await here.client.watch(secrets, {})
    const seen: string[] = []
    const reading = (async () => {
      for await (const batch of events) {
        for (const { type, object } of batch) seen.push(`${type} ${object.metadata.name}`)
        if (seen.length === 4) return
      }
    })()
    await there.client.create(secrets, named('a'))
    await here.client.create(secrets, named('b'))
    await there.client.delete(secrets, { ...key, name: 'a' })
    await here.client.create(secrets, named('c'))
    await reading
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'DELETED a', 'ADDED c'])
    expect(plugin.count('Decrypt')).toBe(1)
  })
})

describe('without its plugin', () => {
  const writeFails = async (client: Client, message: string): Promise<void> => {
    const { revision } = fixture.store
    await expect(client.create(secrets, named('late'))).rejects.toMatchObject({
      code: 500,
      message: expect.stringContaining(message),
    })
    expect(fixture.store.revision).toBe(revision)
  }

  it('a server starts, refuses to write, and goes on by itself when the plugin is there', async () => {
    await (await fixture.start()).client.create(secrets, token)
    await plugin.stop()
    const started = await fixture.start([kms, identity])
    expect(await fixture.later(0, started)).toMatch(
      /^internal server error: kms-provider-0: failed to perform status/,
    )
    await writeFails(started.client, 'Internal error occurred: got unexpected nil transformer')
    await expect(started.client.get(secrets, key)).rejects.toMatchObject({ code: 500 })
    await plugin.start()
    await fixture.clock.advance(10_000)
    await expect.poll(() => plugin.count('Encrypt')).toBe(2)
    expect(await fixture.later(0, started)).toBe('ok')
    expect((await started.client.get(secrets, key)).data).toEqual(token.data)
    await started.client.create(secrets, named('late'))
    expect(await envelopeKept('late')).toMatchObject({ keyID: 'key-1' })
  })

  it('what is known is read on, written for three minutes, and deleted', async () => {
    const started = await fixture.start([kms, identity])
    const { client } = started
    const made = await client.create(secrets, token)
    await plugin.stop()
    expect(await fixture.later(170_000, started)).toMatch(
      /rpc error: code = (Unavailable|DeadlineExceeded) desc = /,
    )
    await client.create(secrets, named('soon'))
    await fixture.later(11_000, started)
    await writeFails(client, 'encryptedDEKSource with keyID hash "sha256:')
    expect(await client.get(secrets, key)).toEqual(made)
    await client.delete(secrets, key)
    await plugin.start()
    expect(await fixture.later(3000, started)).toBe('ok')
    await client.create(secrets, token)
    expect(plugin.count('Encrypt')).toBe(1)
  })

  it('what is not known is not read, and nobody is told that it is not there', async () => {
    await (await fixture.start()).client.create(secrets, token)
    const { client } = await fixture.start()
    await plugin.stop()
    const failed = {
      code: 500,
      message: expect.stringMatching(/unable to transform key .* failed to decrypt DEK/),
    }
    await expect(client.get(secrets, key)).rejects.toMatchObject(failed)
    await expect(client.list(secrets, {})).rejects.toMatchObject(failed)
    await expect(client.watch(secrets, {})).rejects.toMatchObject({ code: 500 })
    await expect(client.update(secrets, token)).rejects.toMatchObject(failed)
    await plugin.start()
    expect((await client.get(secrets, key)).data).toEqual(token.data)
    const events = await client.watch(secrets, { resourceVersion: '0' })
    for await (const [event] of events) {
      expect(event).toMatchObject({ type: 'ADDED', object: { data: token.data } })
      break
    }
  })
})

it('a configuration with a plugin takes effect while the server runs, once the plugin is well', async () => {
  const started = await fixture.start([aescbc], true)
  const { client } = started
  const rewritten = async (): Promise<string> => {
    await client.update(secrets, await client.get(secrets, key))
    return await prefixKept()
  }
  await client.create(secrets, token)
  expect(await fixture.later(0, started)).toBe('ok')
  plugin.answers.Status = () => ({ healthz: 'sealed' })
  fixture.configure([kms, aescbc])
  await fixture.clock.advance(60_000)
  await expect.poll(() => plugin.count('Status')).toBe(1)
  await client.create(secrets, named('still'))
  expect(await prefixKept('still')).toBe('k8s:enc:aescbc:v1:old:')
  delete plugin.answers.Status
  await fixture.clock.advance(60_000)
  await expect.poll(() => plugin.count('Encrypt')).toBe(2)
  await expect.poll(rewritten).toBe(prefix)
  fixture.configure([aescbc, kms])
  await fixture.clock.advance(60_000)
  await expect.poll(rewritten).toBe('k8s:enc:aescbc:v1:old:')
})

it('a server does not start with a plugin of version 1', async () => {
  const old = { kms: { name: 'vault', endpoint: 'unix:///run/kms.sock' } }
  await expect(fixture.start([old, identity])).rejects.toThrow(
    /^error while parsing file .*: KMSv1 is deprecated .* Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature\.$/,
  )
})

it('health, and what is told of the plugin, are told by upstream’s names', async () => {
  const started = await fixture.start()
  const { client, server, metrics } = started
  await client.create(secrets, token)
  expect(server.livez.names).toContain('kms-providers')
  plugin.answers.Status = () => ({ healthz: 'sealed' })
  expect(await fixture.later(21_000, started)).toBe(
    'internal server error: kms-provider-0: kmsv2 Provider vault is not healthy, error: got unexpected healthz status: sealed\n',
  )
  const text = metrics.text()
  const name = 'apiserver_envelope_encryption'
  const hash = keyIdHash('key-1')
  for (const line of [
    `${name}_kms_operations_latency_seconds_count{provider_name="vault",method_name="/v2.KeyManagementService/Encrypt",grpc_status_code="OK"} 1`,
    `${name}_key_id_hash_total{transformation_type="to_storage",provider_name="vault",key_id_hash="${hash}",apiserver_id_hash=""} 1`,
    `${name}_key_id_hash_status_last_timestamp_seconds{provider_name="vault",key_id_hash="${hash}",apiserver_id_hash=""} `,
    `${name}_dek_source_cache_size{provider_name="vault"} 1`,
  ]) {
    expect(text).toContain(line)
  }
})
