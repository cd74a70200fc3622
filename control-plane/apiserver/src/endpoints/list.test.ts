import { type ConfigMap, configMaps, pods } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

interface List {
  kind: string
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
  items: ConfigMap[]
}

const path = '/api/v1/namespaces/default/configmaps'

async function withMaps(...names: string[]): Promise<TestServer> {
  const test = await startTestServer()
  for (const name of names) {
    const labels = { even: String(Number(name.slice(1)) % 2 === 0) }
    await test.client.create(configMaps, { metadata: { name, namespace: 'default', labels } } as never)
  }
  return test
}

const list = (test: TestServer, query: Record<string, string> = {}) =>
  test.transport.request<List>({ method: 'GET', path, query })

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const names = ({ items }: List) => items.map(({ metadata }) => metadata.name)

describe('a list', () => {
  it('has everything in key order, at the newest revision', async () => {
    await using test = await withMaps('c1', 'a2', 'b3')
    const all = await list(test)
    expect(names(all)).toEqual(['a2', 'b3', 'c1'])
    expect(all).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '4' } })
  })

  it.each([
    [{ labelSelector: 'even=true' }, ['a2']],
    [{ labelSelector: 'even in (true,false),even!=true' }, ['b3', 'c1']],
    [{ fieldSelector: 'metadata.name=b3' }, ['b3']],
    [{ fieldSelector: 'metadata.namespace=other' }, []],
    [{ labelSelector: 'even=nothing' }, []],
  ])('selects %o', async (query, expected) => {
    await using test = await withMaps('c1', 'a2', 'b3')
    expect(names(await list(test, query))).toEqual(expected)
  })

  it('goes on page by page at one revision, whatever is written meanwhile', async () => {
    await using test = await withMaps('a1', 'a2', 'a3', 'a4', 'a5')
    const first = await list(test, { limit: '2' })
    expect(first.metadata).toMatchObject({ resourceVersion: '6', remainingItemCount: 3 })
    await test.client.create(configMaps, { metadata: { name: 'a33', namespace: 'default' } } as never)
    await test.client.delete(configMaps, { namespace: 'default', name: 'a5' })
    const second = await list(test, { limit: '2', continue: first.metadata.continue ?? '' })
    const third = await list(test, { limit: '2', continue: second.metadata.continue ?? '' })
    expect([...names(first), ...names(second), ...names(third)]).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
    expect(third.metadata).toEqual({ resourceVersion: '6' })
  })

  it('fills pages of a selector, without saying how much is left', async () => {
    await using test = await withMaps('a1', 'a2', 'a3', 'a4', 'a5', 'a6')
    const page = await list(test, { limit: '2', labelSelector: 'even=true' })
    expect(names(page)).toEqual(['a2', 'a4'])
    expect(page.metadata.remainingItemCount).toBeUndefined()
    const next = await list(test, {
      limit: '2',
      labelSelector: 'even=true',
      continue: page.metadata.continue ?? '',
    })
    expect(names(next)).toEqual(['a6'])
  })

  it('reads the past where an exact revision is asked for', async () => {
    await using test = await withMaps('a1', 'a2')
    const past = await list(test, { resourceVersion: '2', resourceVersionMatch: 'Exact' })
    expect(names(past)).toEqual(['a1'])
    expect(past.metadata.resourceVersion).toBe('2')
    expect(names(await list(test, { resourceVersion: '2' }))).toEqual(['a1', 'a2'])
  })

  it('offers to go on inconsistently when a token is too old', async () => {
    await using test = await withMaps('a1', 'a2', 'a3')
    const first = await list(test, { limit: '1' })
    await test.client.create(configMaps, { metadata: { name: 'a4', namespace: 'default' } } as never)
    await test.store.compact(test.store.revision - 1 + 1)
    const error = await list(test, { limit: '1', continue: first.metadata.continue ?? '' }).catch(
      (thrown) => thrown,
    )
    expect(error.status).toMatchObject({ code: 410, reason: 'Expired' })
    const rest = await list(test, { continue: error.status.metadata.continue })
    expect(names(rest)).toEqual(['a2', 'a3', 'a4'])
  })

  it('gives out later pages for five to ten minutes', async () => {
    await using test = await withMaps('a1', 'a2', 'a3')
    await test.clock.advance(280_000)
    const first = await list(test, { limit: '1' })
    const next = { limit: '1', continue: first.metadata.continue ?? '' }
    await test.client.create(configMaps, { metadata: { name: 'a4', namespace: 'default' } } as never)
    await test.clock.advance(300_000)
    expect(names(await list(test, next))).toEqual(['a2'])
    await test.client.create(configMaps, { metadata: { name: 'a5', namespace: 'default' } } as never)
    await test.clock.advance(300_000)
    const error = await list(test, next).catch((thrown) => thrown)
    expect(error.status).toMatchObject({ code: 410, reason: 'Expired' })
    const rest = await list(test, { limit: '1', continue: error.status.metadata.continue })
    expect(names(rest)).toEqual(['a2'])
    expect(rest.metadata.remainingItemCount).toBe(3)
  })

  it.each([
    [{ resourceVersionMatch: 'Exact' }, 422, undefined],
    [{ resourceVersion: '0', resourceVersionMatch: 'Exact' }, 422, undefined],
    [{ resourceVersion: '1', resourceVersionMatch: 'Newest' }, 422, undefined],
    [{ sendInitialEvents: 'true' }, 422, undefined],
    [{ continue: 'nonsense' }, 400, undefined],
    [{ labelSelector: 'a b' }, 400, undefined],
    [
      { fieldSelector: 'spec.foo=1' },
      400,
      '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
  ])('refuses %o', async (query, code, message) => {
    await using test = await withMaps('a1')
    const status = message ? { code, message } : { code }
    await expect(list(test, query as Record<string, string>)).rejects.toMatchObject({ status })
  })

  it.each([
    [{ resourceVersion: '99' }],
    [{ resourceVersion: '99', resourceVersionMatch: 'Exact' }],
    [{ resourceVersion: '99', resourceVersionMatch: 'NotOlderThan' }],
  ])(
    'waits three seconds for a revision from the future, then says that it is too large: %o',
    async (query) => {
      await using test = await withMaps('a1')
      const answer = list(test, query).catch((error) => error)
      await test.clock.advance(2999, settled)
      await test.clock.advance(1)
      expect((await answer).status).toMatchObject({
        code: 504,
        reason: 'Timeout',
        message: 'Timeout: Too large resource version: 99, current: 2',
        details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
      })
    },
  )

  it('answers as soon as the revision it waits for is there', async () => {
    await using test = await withMaps('a1')
    const answer = list(test, { resourceVersion: '3' })
    const object = test.transport.request({
      method: 'GET',
      path: `${path}/a1`,
      query: { resourceVersion: '3' },
    })
    await settled()
    await test.client.create(configMaps, { metadata: { name: 'a2', namespace: 'default' } } as never)
    expect(names(await answer)).toEqual(['a1', 'a2'])
    expect(await object).toMatchObject({ metadata: { name: 'a1' } })
  })

  it('comes as a table or as metadata alone', async () => {
    await using test = await withMaps('a1')
    const asked = (as: string) => ({ headers: { accept: `application/json;as=${as};v=v1;g=meta.k8s.io` } })
    const table = await test.transport.request({ method: 'GET', path, ...asked('Table') })
    expect(table).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: '2' },
      columnDefinitions: [{ name: 'Name', format: 'name' }, { name: 'Created At' }],
      rows: [{ cells: ['a1', '2026-01-01T00:00:00Z'], object: { kind: 'PartialObjectMetadata' } }],
    })
    const partial = await test.transport.request({
      method: 'GET',
      path,
      ...asked('PartialObjectMetadataList'),
    })
    expect(partial).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a1' } }],
    })
  })

  it('is empty for a namespace that is not there', async () => {
    await using test = await withMaps('a1')
    expect((await test.client.list(pods, { namespace: 'nowhere' })).items).toEqual([])
  })
})
