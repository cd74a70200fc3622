import { describe, expect, it } from 'vitest'
import { customResourceDefinitionStrategy } from '../registry/apiextensions/customresourcedefinition/customresourcedefinition-strategy.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import { testStrategies } from '../testing/test-strategies.ts'

const definition = {
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', kind: 'CronTab', shortNames: ['ct'] },
    versions: ['v1', 'v2'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      subresources: { status: {} },
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              required: ['cron'],
              properties: {
                cron: { type: 'string' },
                replicas: { type: 'integer', minimum: 1, default: 1 },
              },
            },
            status: { type: 'object', properties: { ready: { type: 'boolean' } } },
          },
        },
      },
    })),
  },
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const path = (version: string): string => `/apis/stable.example.com/${version}/namespaces/default/crontabs`

async function serverWithCronTabs(): Promise<TestServer> {
  const test = await startTestServer({
    strategies: [...testStrategies, customResourceDefinitionStrategy as never],
  })
  await test.transport.request({ method: 'POST', path: definitions, body: definition })
  await expect
    .poll(() => test.transport.request({ method: 'GET', path: path('v1') }).catch(() => undefined))
    .toBeDefined()
  return test
}

const create = (test: TestServer, spec: object): Promise<unknown> =>
  test.transport.request({
    method: 'POST',
    path: path('v1'),
    body: { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'a' }, spec },
  })

describe('custom resources', () => {
  it('are pruned, defaulted and served in every version', async () => {
    await using test = await serverWithCronTabs()
    await create(test, { cron: '* * * * *', unknown: true })
    const answer = await test.transport.request({ method: 'GET', path: `${path('v2')}/a` })
    expect(answer).toMatchObject({
      apiVersion: 'stable.example.com/v2',
      spec: { cron: '* * * * *', replicas: 1 },
    })
    expect(JSON.stringify(answer)).not.toContain('unknown')
  })

  it.each([
    [{ replicas: 1 }, 'spec.cron: Required value'],
    [{ cron: '', replicas: 0 }, 'spec.replicas in body should be greater than or equal to 1'],
    [{ cron: 5 }, 'spec.cron in body must be of type string: "integer"'],
  ])('are refused for what the schema forbids: %j', async (spec, message) => {
    await using test = await serverWithCronTabs()
    await expect(create(test, spec)).rejects.toThrow(message)
  })

  it('are changed by a merge patch, which raises the generation', async () => {
    await using test = await serverWithCronTabs()
    await create(test, { cron: '* * * * *' })
    const headers = { 'content-type': 'application/merge-patch+json' }
    const body = { spec: { replicas: 3 } }
    await test.transport.request({ method: 'PATCH', path: `${path('v2')}/a`, headers, body } as never)
    const answer = await test.transport.request({ method: 'GET', path: `${path('v1')}/a` })
    expect(answer).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 } })
  })

  it('have nothing but their status changed through its endpoint', async () => {
    await using test = await serverWithCronTabs()
    await create(test, { cron: '*' })
    const headers = { 'content-type': 'application/merge-patch+json' }
    const metadata = { labels: { a: 'b' }, finalizers: ['example.com/x'] }
    const body = { metadata, spec: { cron: '5' }, status: { ready: true } }
    await test.transport.request({ method: 'PATCH', path: `${path('v1')}/a/status`, headers, body } as never)
    const answer = (await test.transport.request({ method: 'GET', path: `${path('v1')}/a` })) as {
      metadata: object
    }
    expect(answer).toMatchObject({
      metadata: { generation: 1 },
      spec: { cron: '*' },
      status: { ready: true },
    })
    expect(answer.metadata).not.toHaveProperty('labels')
    expect(answer.metadata).not.toHaveProperty('finalizers')
    expect(JSON.stringify(answer.metadata)).toContain('"subresource":"status"')
  })

  it('vanish with their definition', async () => {
    await using test = await serverWithCronTabs()
    await test.transport.request({ method: 'DELETE', path: `${definitions}/crontabs.stable.example.com` })
    await expect
      .poll(() => test.transport.request({ method: 'GET', path: path('v1') }).catch((error) => error.message))
      .toContain('404 page not found')
  })

  it('go before their definition does, and do not come back with another', async () => {
    await using test = await serverWithCronTabs()
    const body = {
      apiVersion: 'stable.example.com/v1',
      kind: 'CronTab',
      metadata: { name: 'old' },
      spec: { cron: '*' },
    }
    await test.transport.request({ method: 'POST', path: path('v1'), body })
    const definition = `${definitions}/crontabs.stable.example.com`
    await test.transport.request({ method: 'DELETE', path: definition })
    await expect
      .poll(() => test.transport.request({ method: 'GET', path: definition }).catch((error) => error.message))
      .toContain('not found')
    const { items } = await test.store.range('/registry/stable.example.com/', '/registry/stable.example.com0')
    expect(items).toEqual([])
  })

  it.each([
    ['Strict', { foo: 1, cron: '*' }, 'strict decoding error: unknown field "spec.foo"'],
    ['Strict', { cron: '*', deep: { a: 1 } }, 'strict decoding error: unknown field "spec.deep"'],
  ])('are refused by fieldValidation=%s for what the schema does not know', async (mode, spec, message) => {
    await using test = await serverWithCronTabs()
    const request = { method: 'POST', path: path('v1'), query: { fieldValidation: mode } }
    const body = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', metadata: { name: 'a' }, spec }
    await expect(test.transport.request({ ...request, body } as never)).rejects.toThrow(
      `CronTab in version "v1" cannot be handled as a CronTab: ${message}`,
    )
  })

  it('have no protobuf form, which clients that would take JSON need not know', async () => {
    await using test = await serverWithCronTabs()
    await create(test, { cron: '*' })
    const protobuf = 'application/vnd.kubernetes.protobuf'
    const get = (accept: string): Promise<unknown> =>
      test.transport.request({ method: 'GET', path: `${path('v1')}/a`, headers: { accept } })
    expect(await get(`${protobuf},application/json`)).toMatchObject({ spec: { cron: '*' } })
    await expect(get(protobuf)).rejects.toThrow(
      'only the following media types are accepted: application/json, application/yaml',
    )
  })

  it('are described in OpenAPI as soon as they are served, and anew when their schema changes', async () => {
    await using test = await serverWithCronTabs()
    const described = async (): Promise<string> =>
      JSON.stringify(
        await test.transport.request({ method: 'GET', path: '/openapi/v3/apis/stable.example.com/v1' }),
      )
    expect(await described()).toContain('"cron":{"type":"string"}')
    const changed = structuredClone(definition) as typeof definition & { metadata: object }
    Object.assign(changed.spec.versions[0]?.schema.openAPIV3Schema.properties.spec.properties ?? {}, {
      colour: { type: 'string' },
    })
    const headers = { 'content-type': 'application/merge-patch+json' }
    await test.transport.request({
      ...{ method: 'PATCH', path: `${definitions}/crontabs.stable.example.com`, headers },
      body: { spec: changed.spec },
    } as never)
    await expect.poll(described).toContain('"colour":{"type":"string"}')
  })
})
