import { type Deployment, deployments } from '@knarr/api/apps/v1'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const path = '/apis/apps/v1/namespaces/default/deployments/web'
const containers = [
  { name: 'a', image: 'one' },
  { name: 'b', image: 'two' },
]

async function withDeployment(): Promise<TestServer> {
  const test = await startTestServer()
  await test.client.create(deployments, {
    metadata: { namespace: 'default', name: 'web' },
    spec: { selector: {}, template: { metadata: {}, spec: { containers } } },
  } as never)
  return test
}

const patch = (test: TestServer, type: string, body: unknown, query: Record<string, string> = {}) =>
  test.transport.request<Deployment>({
    method: 'PATCH',
    path,
    body,
    query,
    contentType: `application/${type}`,
  })

const images = ({ spec }: Deployment) =>
  (spec.template.spec?.containers ?? []).map(({ name, image }) => `${name}=${image}`)

describe('PATCH', () => {
  it('merges JSON', async () => {
    await using test = await withDeployment()
    const patched = await patch(test, 'merge-patch+json', {
      metadata: { labels: { a: 'b' } },
      spec: { replicas: 2 },
    })
    expect(patched).toMatchObject({ metadata: { labels: { a: 'b' }, generation: 2 }, spec: { replicas: 2 } })
  })

  it('merges lists by their keys where it is strategic', async () => {
    await using test = await withDeployment()
    const body = { spec: { template: { spec: { containers: [{ name: 'b', image: 'new' }] } } } }
    expect(images(await patch(test, 'strategic-merge-patch+json', body))).toEqual(['b=new', 'a=one'].sort())
  })

  it('applies operations', async () => {
    await using test = await withDeployment()
    const operations = [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'new' },
    ]
    expect(images(await patch(test, 'json-patch+json', operations))).toEqual(['a=new', 'b=two'])
  })

  it('writes nothing where the patch says what is there', async () => {
    await using test = await withDeployment()
    const revision = test.store.revision
    await patch(test, 'merge-patch+json', { spec: { replicas: 1 } })
    expect(test.store.revision).toBe(revision)
  })

  it('drops unknown fields, and says so where it is asked to', async () => {
    await using test = await withDeployment()
    const patched = await patch(test, 'merge-patch+json', { spec: { foo: 1 } })
    expect(patched.spec).not.toHaveProperty('foo')
    const strict = patch(test, 'merge-patch+json', { spec: { foo: 1 } }, { fieldValidation: 'Strict' })
    await expect(strict).rejects.toMatchObject({
      status: {
        code: 422,
        message: expect.stringMatching(/strict decoding error: unknown field "spec.foo"$/),
      },
    })
  })

  it.each([
    ['a failed test', 'json-patch+json', [{ op: 'test', path: '/spec/replicas', value: 9 }], 422],
    ['no patch at all', 'json-patch+json', { spec: 1 }, 400],
    ['a stale resourceVersion', 'merge-patch+json', { metadata: { resourceVersion: '1' } }, 409],
    ['another name', 'merge-patch+json', { metadata: { name: 'other' } }, 400],
    ['an apply in no name', 'apply-patch+yaml', {}, 422],
  ])('refuses %s', async (_, type, body, code) => {
    await using test = await withDeployment()
    await expect(patch(test, type, body)).rejects.toMatchObject({ status: { code } })
  })

  it('answers 404 for what is not there', async () => {
    await using test = await startTestServer()
    await expect(patch(test, 'merge-patch+json', {})).rejects.toMatchObject({ status: { code: 404 } })
  })
})
