import { type Secret, secrets, serviceAccounts } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { serviceAccountTokenController } from './service-account-token-controller.ts'

const key = { namespace, name: 'robot-token' }
const account = { namespace, name: 'robot' }
const text = (encoded: string | undefined): string => Buffer.from(encoded ?? '', 'base64').toString()

async function open() {
  const world = openControllers()
  const signToken = (claims: object): string => `signed ${JSON.stringify(claims)}`
  let authority = 'the CA'
  await world.client.create(serviceAccounts, {
    metadata: account,
    secrets: [{ name: key.name }, { name: 'x' }],
  })
  await world.run(() => serviceAccountTokenController({ rootCa: async () => authority, signToken }))
  const renew = (pem: string): void => {
    authority = pem
  }
  return { ...world, renew }
}

async function createSecret(
  client: Client,
  more: Partial<Secret> = {},
  annotations: object = {},
): Promise<void> {
  await client.create(secrets, {
    metadata: { ...key, annotations: { 'kubernetes.io/service-account.name': 'robot', ...annotations } },
    type: 'kubernetes.io/service-account-token',
    ...more,
  })
}

describe('the service account token controller', () => {
  it('fills a secret of an account', async () => {
    const { client, pass } = await open()
    await createSecret(client, { data: { extra: 'eA==' } })
    await pass()
    const { metadata, data } = await client.get(secrets, key)
    const { uid } = (await client.get(serviceAccounts, account)).metadata
    expect(metadata.annotations).toMatchObject({ 'kubernetes.io/service-account.uid': uid })
    expect(Object.keys(data ?? {}).sort()).toEqual(['ca.crt', 'extra', 'namespace', 'token'])
    expect([text(data?.['ca.crt']), text(data?.['namespace'])]).toEqual(['the CA', namespace])
    expect(JSON.parse(text(data?.['token']).slice('signed '.length))).toEqual({
      iss: 'kubernetes/serviceaccount',
      'kubernetes.io/serviceaccount/namespace': namespace,
      'kubernetes.io/serviceaccount/secret.name': 'robot-token',
      'kubernetes.io/serviceaccount/service-account.name': 'robot',
      'kubernetes.io/serviceaccount/service-account.uid': uid,
      sub: `system:serviceaccount:${namespace}:robot`,
    })
  })

  it('keeps the token and renews the authority', async () => {
    const { client, pass, renew } = await open()
    await createSecret(client, { data: { token: 'b3du' } })
    await pass()
    renew('another CA')
    const found = await client.get(secrets, key)
    await client.update(secrets, { ...found, metadata: { ...found.metadata, labels: { a: 'b' } } })
    await pass()
    const { data } = await client.get(secrets, key)
    expect([text(data?.['ca.crt']), text(data?.['token'])]).toEqual(['another CA', 'own'])
  })

  it.each([
    ['of other types', { type: 'Opaque' }, {}],
    ['that name no account', {}, { 'kubernetes.io/service-account.name': '' }],
  ])('leaves secrets %s alone', async (_, more, annotations) => {
    const { client, pass } = await open()
    await createSecret(client, more, annotations)
    await pass()
    expect((await client.get(secrets, key)).data).toBeUndefined()
  })

  it.each([
    ['which is not there', 'other', undefined],
    ['which was made anew', 'robot', 'of-the-old-one'],
  ])('deletes secrets of an account %s', async (_, name, uid) => {
    const { client, pass } = await open()
    const annotations = {
      'kubernetes.io/service-account.name': name,
      ...(uid ? { 'kubernetes.io/service-account.uid': uid } : {}),
    }
    await createSecret(client, {}, annotations)
    await pass()
    expect((await client.list(secrets, { namespace })).items).toEqual([])
  })

  it('deletes the secrets of an account with it', async () => {
    const { client, pass } = await open()
    await createSecret(client)
    await client.create(secrets, { metadata: { namespace, name: 'another' }, type: 'Opaque' })
    await pass()
    await client.delete(serviceAccounts, account)
    await pass()
    const { items } = await client.list(secrets, { namespace })
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['another'])
  })

  it('takes a deleted secret from what the account says', async () => {
    const { client, pass } = await open()
    await createSecret(client)
    await pass()
    await client.delete(secrets, key)
    await pass()
    expect((await client.get(serviceAccounts, account)).secrets).toEqual([{ name: 'x' }])
  })
})
