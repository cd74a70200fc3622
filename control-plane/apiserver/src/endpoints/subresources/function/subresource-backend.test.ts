import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../testing/test-server.ts'
import { startWebhookServer, type WebhookServer } from '../../../testing/webhook-server.ts'
import { readSubresourceConfiguration } from './subresource-configuration.ts'

const path = '/api/v1/namespaces/default/configmaps/conf/rotate'
const open: AsyncDisposable[] = []
const directory = mkdtempSync(join(tmpdir(), 'subresources-'))
const file = join(directory, 'config.yaml')

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]()
  rmSync(file, { force: true })
})

const declared = {
  name: 'rotate',
  resource: { version: 'v1', plural: 'configmaps', kind: 'ConfigMap' },
  verbs: ['create', 'get'],
  schema: { type: 'object', properties: { by: { type: 'integer' } } },
  clientConfig: { url: 'https://127.0.0.1:1/', caBundle: '' },
}

function read(...subresources: object[]): ReturnType<typeof readSubresourceConfiguration> {
  const text = { apiVersion: 'knarr.io/v1', kind: 'SubresourceConfiguration', subresources }
  writeFileSync(file, JSON.stringify(text))
  return readSubresourceConfiguration(file)
}

/** What the back ends here look at. */
interface Asked {
  readonly object: ConfigMap & { data: { n: string } }
  readonly body: { by: number }
}

async function start(
  answer: (request: Asked) => object | string,
): Promise<{ test: TestServer; hook: WebhookServer; post(body?: object, query?: string): Promise<unknown> }> {
  const hook = await startWebhookServer(answer as never)
  open.push(hook)
  const { url, caBundle } = hook
  const subresourceFunctions = read({ ...declared, clientConfig: { url, caBundle } })
  const test = await startTestServer({ subresourceFunctions })
  open.push(test)
  await test.client.create(configMaps, { metadata: { name: 'conf', namespace: 'default' }, data: { n: '1' } })
  const post = (body: object = {}): Promise<unknown> => test.transport.request({ method: 'POST', path, body })
  return { test, hook, post }
}

describe('a subresource with a back end', () => {
  it('is asked what was asked, and says what the object is to be', async () => {
    const { test, hook, post } = await start(({ object, body }) => {
      return {
        object: { ...object, data: { n: String(Number(object.data.n) + body.by) } },
        warnings: ['turning'],
      }
    })
    expect(await post({ by: 2 })).toMatchObject({ kind: 'ConfigMap', data: { n: '3' } })
    expect(hook.requests).toMatchObject([
      {
        ...{ verb: 'create', subresource: 'rotate', namespace: 'default', name: 'conf', body: { by: 2 } },
        resource: { group: '', version: 'v1', resource: 'configmaps' },
        ...{ userInfo: { username: 'kubernetes-admin' }, dryRun: false, query: {} },
      },
    ])
    const written = await test.client.get(configMaps, { name: 'conf', namespace: 'default' })
    expect(written.data).toEqual({ n: '3' })
    const resources = await test.transport.request<{ resources: object[] }>({
      method: 'GET',
      path: '/api/v1',
    })
    expect(resources.resources).toContainEqual(
      expect.objectContaining({ name: 'configmaps/rotate', verbs: ['get', 'create'] }),
    )
  })

  it('answers something else where it wants to, and nothing is written', async () => {
    const { test } = await start(() => ({ answer: { kind: 'Turn', apiVersion: 'example.com/v1', turns: 4 } }))
    expect(await test.transport.request({ method: 'GET', path })).toMatchObject({ kind: 'Turn', turns: 4 })
    await expect(test.transport.request({ method: 'DELETE', path })).rejects.toMatchObject({ code: 405 })
  })

  it.each([
    [{ status: { code: 409, reason: 'Conflict', message: 'it turns already' } }, 409, 'it turns already'],
    [{ status: { code: 200, message: 'odd' } }, 500, 'odd'],
    ['broken', 500, /^failed calling the back end of subresource "rotate": Post "https:.*broken/],
    [{ uid: 'x' }, 500, /expected response.uid="/],
  ])('that answers %j fails', async (answer, code, message) => {
    const { post } = await start(() => answer)
    await expect(post()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('is not asked what its schema refuses', async () => {
    const { hook, post } = await start(() => ({}))
    await expect(post({ by: 'two' })).rejects.toMatchObject({ code: 422 })
    expect(hook.requests).toEqual([])
  })
})

describe('a SubresourceConfiguration', () => {
  it.each([
    [{ verbs: ['patch'] }, /verbs: Unsupported value: "patch": supported values: "get", "create"/],
    [{ clientConfig: {} }, /clientConfig: Required value: exactly one of url or service is required/],
    [{ name: '' }, /subresources\[0\].name: Required value/],
    [{ resource: { version: 'v1' } }, /subresources\[0\].resource.plural: Required value/],
    [{ color: 'red' }, /unknown field "subresources\[0\].color"/],
  ])('with %j is refused', (changes, message) => {
    expect(() => read({ ...declared, ...changes })).toThrow(message)
  })

  it('that is not there is refused by its name', () => {
    expect(() => readSubresourceConfiguration('/none')).toThrow('cannot read subresources from /none: ')
  })
})
