import { type Secret, type ServiceAccount, secrets, serviceAccounts } from '@knarr/api/core/v1'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

const robot = { namespace: 'default', name: 'robot' }
const kept = { namespace: 'default', name: 'robot-token' }
const lastUsed = 'kubernetes.io/legacy-token-last-used'
/** So long a token is not asked about again. */
const tokenCacheMs = 10_000
let test: TestServer
let account: ServiceAccount
let token: string

beforeEach(async () => {
  const opened = await startTestServer({ strategies })
  onTestFinished(() => opened[Symbol.asyncDispose]())
  test = opened
  account = await test.client.create(serviceAccounts, { metadata: robot })
  token = test.server.signToken(claimsOf())
  await keep(token)
})

function claimsOf(changes: object = {}): object {
  const prefix = 'kubernetes.io/serviceaccount'
  return {
    iss: 'kubernetes/serviceaccount',
    [`${prefix}/namespace`]: 'default',
    [`${prefix}/secret.name`]: 'robot-token',
    [`${prefix}/service-account.name`]: 'robot',
    [`${prefix}/service-account.uid`]: account.metadata.uid,
    sub: 'system:serviceaccount:default:robot',
    ...changes,
  }
}

/** Puts a token where the controller would. */
async function keep(text: string, labels: Record<string, string> = {}): Promise<Secret> {
  const annotations = { 'kubernetes.io/service-account.name': 'robot' }
  const data = { token: Buffer.from(text).toString('base64') }
  const type = 'kubernetes.io/service-account-token'
  return test.client.create(secrets, { metadata: { ...kept, annotations, labels }, type, data })
}

async function keepAnew(text: string, labels: Record<string, string> = {}): Promise<void> {
  await test.client.delete(secrets, kept)
  await keep(text, labels)
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the server says
async function review(shown: string, audiences?: readonly string[]): Promise<any> {
  const spec = { token: shown, ...(audiences ? { audiences } : {}) }
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec }
  const path = '/apis/authentication.k8s.io/v1/tokenreviews'
  const answer = await test.transport.request({ method: 'POST', path, body: body as never })
  return (answer as { status: unknown }).status
}

describe('a token kept in a secret', () => {
  it('is the account’s, for this API and nobody else', async () => {
    expect(await review(token)).toMatchObject({
      authenticated: true,
      user: {
        username: 'system:serviceaccount:default:robot',
        uid: account.metadata.uid,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      },
    })
    expect((await review(token, ['vault'])).authenticated).toBeUndefined()
  })

  it('shows when it was last used, in days', async () => {
    const labels = async () => (await test.client.get(secrets, kept)).metadata.labels
    await review(token)
    expect(await labels()).toMatchObject({ [lastUsed]: '2026-01-01' })
    const { resourceVersion } = (await test.client.get(secrets, kept)).metadata
    await test.clock.advance(tokenCacheMs)
    await review(token)
    expect((await test.client.get(secrets, kept)).metadata.resourceVersion).toBe(resourceVersion)
    await test.clock.advance(24 * 3_600_000)
    await review(token)
    expect(await labels()).toMatchObject({ [lastUsed]: '2026-01-02' })
  })

  it('ends with its secret, and with its account', async () => {
    await test.client.delete(secrets, kept)
    expect((await review(token)).error).toContain('Token has been invalidated')
    await keep(token)
    await test.client.delete(serviceAccounts, robot)
    expect((await review(token)).error).toContain('serviceaccounts "robot" not found')
    const { uid } = (await test.client.create(serviceAccounts, { metadata: robot })).metadata
    expect((await review(token)).error).toContain(
      `ServiceAccount UID (${uid}) does not match claim (${account.metadata.uid})`,
    )
  })

  it('is the one the secret holds', async () => {
    await keepAnew('another')
    expect((await review(token)).error).toContain("Token does not match server's copy")
  })

  it('is of no use once it is marked invalid', async () => {
    await keepAnew(token, { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' })
    expect((await review(token)).error).toContain(
      'the token in secret default/robot-token for service account default/robot has been marked invalid',
    )
  })

  it.each([
    ['sub claim is invalid', { sub: 'system:serviceaccount:default:admin' }],
    ['secretName claim is missing', { 'kubernetes.io/serviceaccount/secret.name': '' }],
    ['serviceAccountUID claim is missing', { 'kubernetes.io/serviceaccount/service-account.uid': 1 }],
  ])('says who it is of: %s', async (message, changes) => {
    const other = test.server.signToken(claimsOf(changes))
    await keepAnew(other)
    expect((await review(other)).error).toContain(message)
  })

  it('is by the key of the server', async () => {
    const [header, , signature] = token.split('.')
    const forged = Buffer.from(JSON.stringify(claimsOf({ extra: 1 }))).toString('base64url')
    expect((await review(`${header}.${forged}.${signature}`)).error).toContain('invalid signature')
  })
})
