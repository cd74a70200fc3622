import { configMaps, secrets } from '@knarr/api/core/v1'
import { timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { tokenCleanerController } from '../bootstrap-token-cleaner/token-cleaner-controller.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { bootstrapSignerController } from './bootstrap-signer-controller.ts'
import { detachedSignature } from './detached-signature.ts'

const infoKey = { namespace: 'kube-public', name: 'cluster-info' }
const id = 'abcdef'
const secretKey = { namespace: 'kube-system', name: `bootstrap-token-${id}` }
const good = {
  ...{ 'token-id': id, 'token-secret': '0123456789abcdef' },
  'usage-bootstrap-signing': 'true',
}

async function open(texts: Record<string, string> = good, change: object = {}) {
  const world = openControllers()
  const { client } = world
  const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, btoa(text)]))
  const type = 'bootstrap.kubernetes.io/token'
  await client.create(secrets, { metadata: secretKey, type, data, ...change })
  const info = { kubeconfig: 'a: b', 'jws-kubeconfig-gone00': 'old' }
  await client.create(configMaps, { metadata: infoKey, data: info })
  await world.run(bootstrapSignerController, tokenCleanerController)
  return { ...world, info: async () => (await client.get(configMaps, infoKey)).data }
}

describe('the bootstrap signer', () => {
  it('signs as others do', () => {
    // openssl dgst -sha256 -hmac 0123456789abcdef, over the header, a dot and the content in base64url.
    expect(detachedSignature('a: b', { id, secret: '0123456789abcdef' })).toBe(
      'eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..Tedsb8McbimqUPQpnYEcc4MW3yQowY9OC1zkfeV34TU',
    )
  })

  it('keeps the signatures of cluster-info as the tokens are', async () => {
    const { client, info, pass } = await open()
    const signature = detachedSignature('a: b', { id, secret: '0123456789abcdef' })
    expect(await info()).toEqual({ kubeconfig: 'a: b', [`jws-kubeconfig-${id}`]: signature })
    const found = await client.get(configMaps, infoKey)
    await client.update(configMaps, { ...found, data: { ...found.data, kubeconfig: 'c: d' } })
    await pass()
    const other = detachedSignature('c: d', { id, secret: '0123456789abcdef' })
    expect(await info()).toEqual({ kubeconfig: 'c: d', [`jws-kubeconfig-${id}`]: other })
    await client.delete(secrets, secretKey)
    await pass()
    expect(await info()).toEqual({ kubeconfig: 'c: d' })
  })

  it.each<[string, Record<string, string>, object]>([
    ['not for signing', { ...good, 'usage-bootstrap-signing': 'no' }, {}],
    ['of another id than the secret is', { ...good, 'token-id': 'fedcba' }, {}],
    ['without a secret', { ...good, 'token-secret': '' }, {}],
    ['of another type', good, { type: 'Opaque' }],
  ])('signs with no token %s', async (_, texts, change) => {
    expect(await (await open(texts, change)).info()).toEqual({ kubeconfig: 'a: b' })
  })
})

describe('the cleaner of tokens', () => {
  it('deletes a token at its end, and its signature goes too', async () => {
    const expiration = timestamp(openControllers().clock.now() + 60_000)
    const { client, info, pass } = await open({ ...good, expiration })
    expect(Object.keys((await info()) ?? {})).toHaveLength(2)
    await pass(59_000)
    expect((await client.list(secrets)).items).toHaveLength(1)
    await pass(1000)
    expect((await client.list(secrets)).items).toEqual([])
    expect(await info()).toEqual({ kubeconfig: 'a: b' })
  })

  it.each<[string, Record<string, string>, object, number]>([
    ['those whose end is no time', { ...good, expiration: 'soon' }, {}, 0],
    ['none that stay for ever', good, {}, 1],
    ['no other secrets', { expiration: 'soon' }, { type: 'Opaque' }, 1],
  ])('deletes %s', async (_, texts, change, left) => {
    const { client } = await open(texts, change)
    expect((await client.list(secrets)).items).toHaveLength(left)
  })
})
