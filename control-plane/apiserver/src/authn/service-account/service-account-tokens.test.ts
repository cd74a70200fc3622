import { createPublicKey, verify } from 'node:crypto'
import type { TokenRequest } from '@knarr/api/authentication/v1'
import { type Pod, pods, serviceAccounts } from '@knarr/api/core/v1'
import type { ApiRequest } from '@knarr/client'
import type { Draft, KubeObject } from '@knarr/machinery'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import { decodeToken, signToken } from './json-web-token.ts'
import { createSigningKeyPem, signingKeyOf } from './signing-key.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever the server says
type Answered = any

const serviceAccountKey = createSigningKeyPem()
const issuer = 'https://kubernetes.default.svc.cluster.local'
let test: TestServer

beforeEach(async () => {
  test = await startTestServer({ strategies, serviceAccountKey })
  const opened = test
  onTestFinished(() => opened[Symbol.asyncDispose]())
  await test.client.create(serviceAccounts, { metadata: { name: 'robot', namespace: 'default' } })
})

async function post(path: string, body: object): Promise<Answered> {
  const request: ApiRequest = { method: 'POST', path, body: body as never }
  return test.transport.request(request)
}

async function requestToken(spec: object = {}): Promise<TokenRequest> {
  const path = '/api/v1/namespaces/default/serviceaccounts/robot/token'
  return post(path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec })
}

async function tokenOf(spec: object = {}): Promise<string> {
  return (await requestToken(spec)).status?.token ?? ''
}

async function review(token: string, audiences?: readonly string[]): Promise<Answered> {
  const spec = { token, ...(audiences ? { audiences } : {}) }
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec }
  return (await post('/apis/authentication.k8s.io/v1/tokenreviews', body)).status
}

async function createPod(serviceAccountName = 'robot'): Promise<Pod> {
  const draft = {
    metadata: { name: 'web', namespace: 'default' },
    spec: { serviceAccountName, containers: [{ name: 'web', image: 'web' }] },
  }
  return test.client.create(pods, draft as unknown as Draft<Pod & KubeObject>)
}

it('says in a token who the account is, for whom it is meant and how long', async () => {
  const { spec, status } = await requestToken()
  expect(spec).toMatchObject({ audiences: [issuer], expirationSeconds: 3600 })
  const { header, claims } = decodeToken(status?.token ?? '') ?? {}
  const now = Math.floor(test.clock.now() / 1000)
  const { uid } = (await test.client.get(serviceAccounts, { namespace: 'default', name: 'robot' })).metadata
  expect(header).toEqual({ alg: 'ES256', kid: signingKeyOf(serviceAccountKey).keyId })
  expect(claims).toEqual({
    aud: [issuer],
    exp: now + 3600,
    iat: now,
    iss: issuer,
    jti: expect.any(String),
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid } },
    nbf: now,
    sub: 'system:serviceaccount:default:robot',
  })
})

/** So long a token is not asked about again. */
const tokenCacheMs = 10_000

it('knows its own tokens again', async () => {
  const status = await review(await tokenOf())
  expect(status).toMatchObject({
    authenticated: true,
    audiences: [issuer],
    user: {
      username: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    },
  })
})

it('lets the token of a pod live on for a year, and end with the pod', async () => {
  const pod = await createPod()
  const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'web', uid: pod.metadata.uid }
  const token = await tokenOf({ expirationSeconds: 3607, boundObjectRef })
  const { iat, exp, 'kubernetes.io': claim } = (decodeToken(token) as { claims: Answered }).claims
  expect(exp - iat).toBe(365 * 24 * 3600)
  expect(claim).toMatchObject({ pod: { name: 'web', uid: pod.metadata.uid }, warnafter: iat + 3607 })
  expect((await review(token)).user.extra).toMatchObject({
    'authentication.kubernetes.io/pod-name': ['web'],
    'authentication.kubernetes.io/pod-uid': [pod.metadata.uid],
  })
  await test.client.delete(pods, { namespace: 'default', name: 'web' })
  await test.clock.advance(tokenCacheMs)
  const refused = await review(token)
  expect(refused.authenticated).toBeUndefined()
  expect(refused.error).toContain('service account token has been invalidated')
})

it('knows no token of an account that was made anew under its name', async () => {
  const token = await tokenOf()
  await test.client.delete(serviceAccounts, { namespace: 'default', name: 'robot' })
  await test.client.create(serviceAccounts, { metadata: { name: 'robot', namespace: 'default' } })
  expect((await review(token)).error).toMatch(/service account UID \(.+\) does not match claim \(.+\)\]$/)
  await test.client.delete(serviceAccounts, { namespace: 'default', name: 'robot' })
  expect((await review(token)).error).toContain('serviceaccounts "robot" not found')
})

it('knows no token past its end, of another key, of another algorithm or for somebody else', async () => {
  const token = await tokenOf({ expirationSeconds: 600 })
  const { claims } = decodeToken(token) as { claims: object }
  const forged = signToken(claims, signingKeyOf(createSigningKeyPem()))
  expect((await review(forged)).error).toBe('[invalid bearer token, invalid signature, no keys found]')
  const [, body] = token.split('.')
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
  expect((await review(unsigned)).error).toContain('error in cryptographic primitive')
  expect((await review(token, ['vault'])).error).toContain('is invalid for the target audiences ["vault"]')
  expect((await review(await tokenOf({ audiences: ['vault', 'x'] }), ['vault'])).audiences).toEqual(['vault'])
  await test.clock.advance(660_000)
  expect((await review(token)).authenticated).toBe(true)
  await test.clock.advance(11_000)
  expect((await review(token)).error).toContain('expired')
})

it.each([
  [{ expirationSeconds: 599 }, 'may not specify a duration less than 10 minutes'],
  [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'other' } }, 'pods "other" not found'],
  [{ boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'a' } }, 'cannot bind token to object'],
  [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'web' } }, 'different serviceaccount name'],
])('refuses %j', async (spec, message) => {
  await createPod('another')
  await expect(requestToken(spec)).rejects.toThrow(message)
})

it('publishes the key others need to check its tokens', async () => {
  const answer: Answered = await test.transport.request({ method: 'GET', path: '/openid/v1/jwks' })
  const { keys } = typeof answer === 'string' ? JSON.parse(answer) : answer
  const token = await tokenOf()
  const end = token.lastIndexOf('.')
  const key = createPublicKey({ key: keys[0], format: 'jwk' })
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  const input = Buffer.from(token.slice(0, end))
  expect(verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
})
