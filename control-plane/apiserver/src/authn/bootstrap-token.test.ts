import { secrets } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ bootstrapTokenAuth: true })
  await test.transport.request({
    ...{ method: 'POST', path: '/api/v1/namespaces' },
    body: { metadata: { name: 'kube-system' } },
  })
})
afterEach(() => test[Symbol.asyncDispose]())

const good = {
  'token-id': 'abcdef',
  'token-secret': '0123456789abcdef',
  'usage-bootstrap-authentication': 'true',
}

async function statusOf(
  texts: Record<string, string>,
  type: string = 'bootstrap.kubernetes.io/token',
): Promise<unknown> {
  const metadata = { name: 'bootstrap-token-abcdef', namespace: 'kube-system' }
  const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, btoa(text)]))
  await test.client.create(secrets, { metadata, type, data })
  const spec = { token: 'abcdef.0123456789abcdef' }
  const path = '/apis/authentication.k8s.io/v1/tokenreviews'
  const { status } = await test.transport.request<{ status: unknown }>({
    method: 'POST',
    path,
    body: { spec },
  })
  return status
}

describe('a bootstrap token', () => {
  it('is a user with the groups its secret names', async () => {
    const groups = 'system:bootstrappers:z,system:bootstrappers:a:1'
    expect(await statusOf({ ...good, 'auth-extra-groups': groups })).toEqual({
      authenticated: true,
      audiences: ['https://kubernetes.default.svc.cluster.local'],
      user: {
        username: 'system:bootstrap:abcdef',
        groups: [
          ...['system:bootstrappers', 'system:bootstrappers:a:1', 'system:bootstrappers:z'],
          'system:authenticated',
        ],
      },
    })
  })

  it.each([
    ['it is not for authentication', { 'usage-bootstrap-authentication': 'false' }],
    ['its secret is another', { 'token-secret': 'fedcba9876543210' }],
    ['its id is another', { 'token-id': 'fedcba' }],
    ['it is over', { expiration: '1969-12-31T23:59:59Z' }],
    ['its end is no time', { expiration: 'tomorrow' }],
    ['it names a group that is none for it', { 'auth-extra-groups': 'system:masters' }],
  ])('is nobody where %s', async (_, change) => {
    expect(await statusOf({ ...good, ...change })).toEqual({ user: {}, error: 'invalid bearer token' })
  })

  it('is nobody as a secret of another type', async () => {
    expect(await statusOf(good, 'Opaque')).toEqual({ user: {}, error: 'invalid bearer token' })
  })

  it('lives until its end', async () => {
    expect(await statusOf({ ...good, expiration: '2200-01-01T00:00:00+01:00' })).toMatchObject({
      authenticated: true,
    })
  })
})
