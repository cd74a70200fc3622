import { configMaps } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import { type ReviewServer, startReviewServer } from '../../testing/review-server.ts'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'
import { type AuthorizationWebhookOptions, openAuthorizationWebhook } from './open-authorization-webhook.ts'
import type { WebhookAuthorizer } from './webhook-authorizer.ts'

const jane = { name: 'jane', uid: '7', groups: ['dev'], extra: { scopes: ['a'] } }
const clock = new VirtualClock()
const open: AsyncDisposable[] = []
let webhook: WebhookAuthorizer | undefined

afterEach(async () => {
  webhook?.close()
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]()
})

async function start(
  statusOf: Parameters<typeof startReviewServer>[0],
  options: Partial<AuthorizationWebhookOptions> = {},
): Promise<{ hook: ReviewServer; test: TestServer }> {
  const hook = await startReviewServer(statusOf)
  open.push(hook)
  const { configFile } = hook
  webhook = await openAuthorizationWebhook({ configFile, ...options }, { clock, random: seededRandom(1) })
  const modes = { authorizationModes: ['Webhook'], authorizationWebhook: webhook }
  const test = await startTestServer(modes)
  open.push(test)
  return { hook, test }
}

describe('what a webhook is asked', () => {
  it('says who wants to do what, and which of it', async () => {
    const { hook, test } = await start(() => ({ allowed: true }), { version: 'v1' })
    const labelSelector = 'a in (x,y),!b,n>1'
    await createClient(test.server.transport(jane)).list(configMaps, {
      ...{ namespace: 'default', labelSelector, fieldSelector: 'metadata.name!=z' },
    })
    expect(hook.asked).toEqual([
      {
        kind: 'SubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        metadata: {},
        spec: {
          resourceAttributes: {
            ...{ namespace: 'default', verb: 'list', version: 'v1', resource: 'configmaps' },
            fieldSelector: { requirements: [{ key: 'metadata.name', operator: 'NotIn', values: ['z'] }] },
            labelSelector: {
              requirements: [
                { key: 'a', operator: 'In', values: ['x', 'y'] },
                { key: 'b', operator: 'DoesNotExist' },
              ],
            },
          },
          ...{ user: 'jane', groups: ['dev', 'system:authenticated'], uid: '7', extra: { scopes: ['a'] } },
        },
        status: { allowed: false },
      },
    ])
  })

  it('says so in the old version, too, and of paths', async () => {
    const { hook, test } = await start(() => ({ allowed: true }))
    await test.server.transport(jane).request({ method: 'GET', path: '/metrics' })
    expect(hook.asked[0]).toMatchObject({
      apiVersion: 'authorization.k8s.io/v1beta1',
      spec: {
        nonResourceAttributes: { path: '/metrics', verb: 'get' },
        user: 'jane',
        group: ['dev', 'system:authenticated'],
      },
    })
  })

  it('is not what system:masters may do', async () => {
    const { hook, test } = await start(() => ({ allowed: false }))
    await test.client.list(configMaps, { namespace: 'default' })
    expect(hook.asked).toEqual([])
  })
})

describe('what a webhook answers', () => {
  const list = (test: TestServer) =>
    createClient(test.server.transport(jane)).list(configMaps, { namespace: 'default' })
  const cannot =
    'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "default"'

  it.each([
    [{ allowed: false, reason: 'too late' }, `${cannot}: too late`],
    [{ allowed: false, denied: true, reason: 'never' }, `${cannot}: never`],
  ])('%j refuses', async (status, message) => {
    const { test } = await start(() => status)
    await expect(list(test)).rejects.toThrow(message)
  })

  it.each([
    [403, /^Internal Server Error: "\/api\/v1\/namespaces\/default\/configmaps": /],
    [{ allowed: true, denied: true }, /webhook subject access review returned both allow and deny response/],
  ])('%j is an error of the server', async (status, message) => {
    const { test } = await start(() => status)
    await expect(list(test)).rejects.toMatchObject({ code: 500, message: expect.stringMatching(message) })
  })

  it('is remembered for a while, longer where it allows', async () => {
    let allowed = true
    const { hook, test } = await start(() => ({ allowed }))
    await list(test)
    await clock.advance(299_999)
    await list(test)
    expect(hook.asked).toHaveLength(1)
    allowed = false
    await clock.advance(1)
    await expect(list(test)).rejects.toThrow(cannot)
    await clock.advance(29_999)
    await expect(list(test)).rejects.toThrow(cannot)
    expect(hook.asked).toHaveLength(2)
    allowed = true
    await clock.advance(1)
    await list(test)
  })

  it('is told by reviews, and by what rules it has none of', async () => {
    const { test } = await start(({ spec }) =>
      spec.user === 'jane' ? { allowed: false, denied: true, reason: 'never' } : 403,
    )
    const review = (user: string) =>
      test.transport.request<{ status: object }>({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        body: { spec: { user, nonResourceAttributes: { path: '/x', verb: 'get' } } },
      })
    expect((await review('jane')).status).toEqual({ allowed: false, denied: true, reason: 'never' })
    expect((await review('joe')).status).toMatchObject({
      allowed: false,
      evaluationError: expect.stringMatching(/./),
    })
    const rules = await test.transport.request<{ status: object }>({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      body: { spec: { namespace: 'default' } },
    })
    expect(rules.status).toMatchObject({
      incomplete: true,
      evaluationError: 'webhook authorizer does not support user rule resolution',
    })
  })
})

it('is not opened for a version nobody knows, or a file that is not there', async () => {
  const parts = { clock, random: seededRandom(1) }
  await expect(openAuthorizationWebhook({ configFile: '/none', version: 'v2' }, parts)).rejects.toThrow(
    'unsupported webhook authorizer version "v2", supported versions are "v1", "v1beta1"',
  )
  await expect(openAuthorizationWebhook({ configFile: '/none' }, parts)).rejects.toThrow(
    'initializing authorization webhook: /none: ',
  )
})
