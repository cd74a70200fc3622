import { type ValidatingWebhook, validatingWebhookConfigurations } from '@knarr/api/admissionregistration/v1'
import { configMaps, namespaces, services } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ListeningServer, startListeningServer } from '../../testing/http-test-client.ts'
import { type ReviewHandler, startWebhookServer, type WebhookServer } from '../../testing/webhook-server.ts'

const rule = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['configmaps'] }
const collection = '/api/v1/namespaces/default/configmaps'
const json = { 'content-type': 'application/json' }

let hook: WebhookServer
let server: ListeningServer
let answer: ReviewHandler

beforeEach(async () => {
  answer = () => ({ allowed: true })
  hook = await startWebhookServer((request, path) => answer(request, path))
  server = await startListeningServer({ strategies: undefined })
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await hook[Symbol.asyncDispose]()
})

async function register(more: Partial<ValidatingWebhook> = {}, name = 'hooks'): Promise<void> {
  const webhook = {
    name: 'check.example.com',
    clientConfig: { url: hook.url, caBundle: hook.caBundle },
    rules: [rule],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...more,
  }
  await server.test.client.create(validatingWebhookConfigurations, {
    metadata: { name },
    webhooks: [webhook],
  })
}

const create = (name: string, labels = {}) =>
  server.test.client.create(configMaps, { metadata: { name, namespace: 'default', labels } })

describe('validating webhooks', () => {
  it('are asked about the write, in full', async () => {
    await register()
    await create('a')
    const [request] = hook.requests
    expect(request).toMatchObject({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind: { group: '', version: 'v1', kind: 'ConfigMap' },
      resource: { group: '', version: 'v1', resource: 'configmaps' },
      requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
      requestResource: { group: '', version: 'v1', resource: 'configmaps' },
      name: 'a',
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    })
    await server.test.client.delete(configMaps, { namespace: 'default', name: 'a' })
    expect(hook.requests[1]).toMatchObject({
      operation: 'DELETE',
      object: null,
      oldObject: { metadata: { name: 'a' } },
      options: { kind: 'DeleteOptions' },
    })
  })

  it('are asked before a connection to a pod is opened', async () => {
    await register({ rules: [{ ...rule, operations: ['CONNECT'], resources: ['pods/*'] }] })
    answer = () => ({ allowed: false, status: { message: 'no visitors' } }) as never
    const attach = server.test.transport.request({
      ...{ method: 'POST', path: '/api/v1/namespaces/default/pods/web/attach' },
      query: { container: 'main', stdin: 'true', stdout: 'true' },
    })
    await expect(attach).rejects.toThrow(
      'admission webhook "check.example.com" denied the request: no visitors',
    )
    expect(hook.requests[0]).toMatchObject({
      kind: { group: '', version: 'v1', kind: 'PodAttachOptions' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      subResource: 'attach',
      operation: 'CONNECT',
      name: 'web',
      namespace: 'default',
      object: { kind: 'PodAttachOptions', apiVersion: 'v1', container: 'main', stdin: true, stdout: true },
      oldObject: null,
      options: null,
    })
  })

  it.each([
    [
      { status: { message: 'not today', code: 418, reason: 'Teapot' } },
      { code: 418, message: 'admission webhook "check.example.com" denied the request: not today' },
    ],
    [
      { status: { reason: 'Forbidden' } },
      { code: 400, message: 'admission webhook "check.example.com" denied the request: Forbidden' },
    ],
    [
      {},
      { code: 400, message: 'admission webhook "check.example.com" denied the request without explanation' },
    ],
  ])('deny with %j', async (denial, expected) => {
    await register()
    answer = () => ({ allowed: false, ...denial }) as never
    await expect(create('a')).rejects.toMatchObject(expected)
  })

  it('warn the caller', async () => {
    await register()
    answer = () => ({ allowed: true, warnings: ['take care'] })
    const body = JSON.stringify({ metadata: { name: 'a' } })
    const { code, headers } = await server.ask({ method: 'POST', path: collection, headers: json, body })
    expect([code, headers.warning]).toEqual([201, '299 - "take care"'])
  })

  it('are not asked what their rules, selectors and their own configuration leave out', async () => {
    await register({ rules: [{ ...rule, operations: ['UPDATE'] }] }, 'by-operation')
    await register({ rules: [{ ...rule, scope: 'Cluster' }] }, 'by-scope')
    await register({ objectSelector: { matchLabels: { a: 'b' } } }, 'by-object')
    await register({ namespaceSelector: { matchLabels: { a: 'b' } } }, 'by-namespace')
    await register(
      { rules: [{ ...rule, resources: ['*'] }], objectSelector: { matchLabels: { x: 'y' } } },
      'itself',
    )
    await create('a')
    expect(hook.requests).toEqual([])
    await create('b', { a: 'b' })
    expect(hook.requests).toHaveLength(1)
    const { client } = server.test
    await client.create(namespaces, { metadata: { name: 'labelled', labels: { a: 'b' } } } as never)
    await client.create(configMaps, { metadata: { name: 'c', namespace: 'labelled' } })
    expect(hook.requests.map(({ name }) => name)).toEqual(['b', 'c'])
  })

  it('see other versions of what they name, unless their match is exact', async () => {
    const path = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers'
    const rules = [
      {
        operations: ['CREATE'],
        apiGroups: ['autoscaling'],
        apiVersions: ['v2'],
        resources: ['horizontalpodautoscalers'],
      },
    ]
    await register({ rules, name: 'exact.example.com', matchPolicy: 'Exact' }, 'exact')
    await register({ rules })
    const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' }, maxReplicas: 2 }
    const body = { metadata: { name: 'a' }, spec: { ...spec, targetCPUUtilizationPercentage: 50 } }
    await server.test.transport.request({ method: 'POST', path, body })
    expect(hook.requests).toHaveLength(1)
    expect(hook.requests[0]).toMatchObject({
      kind: { group: 'autoscaling', version: 'v2' },
      resource: { version: 'v2' },
      requestKind: { version: 'v1' },
      requestResource: { version: 'v1' },
      object: { apiVersion: 'autoscaling/v2', spec: { metrics: [{ type: 'Resource' }] } },
    })
  })

  it('stop a write when they cannot be asked, unless they are to be ignored then', async () => {
    await register({ clientConfig: { url: 'https://127.0.0.1:1/x', caBundle: hook.caBundle } })
    await expect(create('a')).rejects.toMatchObject({
      code: 500,
      message:
        'Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: ' +
        'Post "https://127.0.0.1:1/x?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused',
    })
    await server.test.client.delete(validatingWebhookConfigurations, { namespace: '', name: 'hooks' })
    await register({ clientConfig: { url: 'https://127.0.0.1:1/x' }, failurePolicy: 'Ignore' })
    await expect(create('a')).resolves.toBeDefined()
  })

  it.each<[string, ReviewHandler, string]>([
    ['an error', () => 'oops', 'an error on the server ("oops") has prevented the request from succeeding'],
    ['the answer to another question', () => ({ uid: 'x', allowed: true }), 'expected response.uid='],
  ])('fail with %s', async (_, handler, message) => {
    await register()
    answer = handler
    await expect(create('a')).rejects.toThrow(message)
  })

  it('fail where their certificate is of somebody else', async () => {
    await using other = await startWebhookServer(() => ({ allowed: true }))
    await register({ clientConfig: { url: hook.url, caBundle: other.caBundle } })
    await expect(create('a')).rejects.toMatchObject({ code: 500 })
    expect(hook.requests).toEqual([])
  })

  it('fail when they take longer than they may', async () => {
    await register({ timeoutSeconds: 3 })
    let end: (answer: { allowed: boolean }) => void = () => {}
    answer = () =>
      new Promise((resolve) => {
        end = resolve
        void server.test.clock.advance(3000)
      })
    await expect(create('a')).rejects.toThrow('/review?timeout=3s": context deadline exceeded')
    end({ allowed: true })
  })

  it('are told of dry runs', async () => {
    await register()
    const body = { metadata: { name: 'a' } }
    const query = { dryRun: 'All' }
    await server.test.transport.request({ method: 'POST', path: collection, query, body })
    expect(hook.requests[0]).toMatchObject({ dryRun: true, options: { dryRun: ['All'] } })
  })

  it('are found behind their service, and known by its name', async () => {
    const { client } = server.test
    const service = { namespace: 'default', name: 'hook', path: '/review', port: hook.port }
    await register({ clientConfig: { service, caBundle: hook.caBundle } })
    await expect(create('a')).rejects.toThrow(
      `Post "https://hook.default.svc:${hook.port}/review?timeout=10s": service "hook" not found`,
    )
    const metadata = { name: 'hook', namespace: 'default' }
    const spec = { type: 'ExternalName', externalName: 'localhost' }
    await client.create(services, { metadata, spec } as never)
    await create('a')
    expect(hook.requests).toHaveLength(1)
  })

  it('are only asked where their conditions hold', async () => {
    const only = (expression: string) => ({ matchConditions: [{ name: 'only', expression }] })
    await register(only('request.operation == "CREATE" && object.metadata.name != "a"'))
    await create('a')
    expect(hook.requests).toEqual([])
    await create('b')
    expect(hook.requests).toHaveLength(1)
  })

  it('refuse where a condition fails, unless failures are to be ignored', async () => {
    const matchConditions = [{ name: 'broken', expression: 'object.data.x == "1"' }]
    await register({ matchConditions })
    await expect(create('a')).rejects.toMatchObject({
      code: 403,
      message: `configmaps "a" is forbidden: expression 'object.data.x == "1"' resulted in error: no such key: data`,
    })
    await register({ matchConditions, failurePolicy: 'Ignore' }, 'ignored')
    await server.test.client.delete(validatingWebhookConfigurations, { namespace: '', name: 'hooks' })
    await create('a')
    expect(hook.requests).toEqual([])
  })
})
