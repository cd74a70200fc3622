import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { readSnapshot } from '@knarr/storage'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'
import type { ObjectChange } from './object-history.ts'
import type { ObjectDifference } from './state-difference.ts'

const collection = '/api/v1/namespaces/default/configmaps'
const path = `${collection}/a`
const key = { namespace: 'default', name: 'a' }

let test: TestServer
let revisions: number[]

beforeEach(async () => {
  test = await startTestServer()
  const { client, clock } = test
  const made = await client.create(configMaps, named('a', '1'), { fieldManager: 'maker' })
  await clock.advance(1000)
  await client.update(configMaps, { ...made, data: { key: '2' } } as ConfigMap, { fieldManager: 'changer' })
  await client.create(configMaps, named('b', 'x'))
  await client.delete(configMaps, key)
  revisions = [0, 1, 2, 3].map((n) => Number(made.metadata.resourceVersion) + n)
})

afterEach(() => test[Symbol.asyncDispose]())

function named(name: string, value: string): ConfigMap {
  return { metadata: { name, namespace: 'default' }, data: { key: value } } as unknown as ConfigMap
}

function ask<T>(route: string, query: Record<string, string> = {}): Promise<T> {
  return test.transport.request<T>({ method: 'GET', path: `/knarr/v1/${route}`, query })
}

describe('the history of an object', () => {
  it('is every change of it, by whom and when', async () => {
    const { changes } = await ask<{ changes: ObjectChange[] }>('history', { path })
    expect(changes.map(({ revision, type, writer, time }) => [revision, type, writer, time])).toEqual([
      [revisions[0], 'ADDED', 'maker', '2026-01-01T00:00:00.000Z'],
      [revisions[1], 'MODIFIED', 'changer', '2026-01-01T00:00:01.000Z'],
      [revisions[3], 'DELETED', 'kubernetes-admin', '2026-01-01T00:00:01.000Z'],
    ])
    expect(changes.map(({ object }) => (object as ConfigMap).data)).toEqual([
      { key: '1' },
      { key: '2' },
      { key: '2' },
    ])
  })

  it('is for those who may read it, and who may look there at all', async () => {
    const bob = test.server.transport({ name: 'bob', groups: [] })
    const request = bob.request({ method: 'GET', path: '/knarr/v1/history', query: { path } })
    await expect(request).rejects.toMatchObject({ code: 403 })
  })

  it.each([
    [{}, 404],
    [{ path: '/api/v1/nonsense/a' }, 404],
    [{ path: collection }, 400],
    [{ path: `${path}/status` }, 404],
  ])('of %j is refused', async (query, code) => {
    await expect(ask('history', query as Record<string, string>)).rejects.toMatchObject({ code })
  })
})

describe('the difference between two revisions', () => {
  const namesOf = ({ changes }: { changes: ObjectDifference[] }) =>
    changes.map(({ key: name, before, after }) => [
      name.replace('/registry/core/configmaps/default/', ''),
      (before as ConfigMap | undefined)?.data?.['key'],
      (after as ConfigMap | undefined)?.data?.['key'],
    ])

  it('is what came, went and changed', async () => {
    const [first, , , last] = revisions
    const all = await ask<{ changes: ObjectDifference[] }>('diff', { from: String(first), to: String(last) })
    expect(namesOf(all)).toEqual([
      ['a', '1', undefined],
      ['b', undefined, 'x'],
    ])
    const one = { from: String(first), to: String(revisions[1]), path }
    expect(namesOf(await ask('diff', one))).toEqual([['a', '1', '2']])
    expect(namesOf(await ask('diff', { from: String(last), path: collection }))).toEqual([])
  })

  it.each([
    ['forgotten', () => ({ from: '1' }), { code: 410 }],
    ['to come', () => ({ from: '99999' }), { code: 504 }],
    ['none', () => ({ from: 'x' }), { code: 400, message: 'from must be a revision, not "x"' }],
  ])('is refused where one is %s', async (_, query, error) => {
    await test.store.compact(2)
    await expect(ask('diff', query())).rejects.toMatchObject(error)
  })
})

describe('an object at an old revision', () => {
  const at = (revision: unknown) =>
    test.transport.request<ConfigMap>({
      ...{ method: 'GET', path },
      query: { resourceVersion: String(revision), resourceVersionMatch: 'Exact' },
    })

  it('is as it was then', async () => {
    expect((await at(revisions[0])).data).toEqual({ key: '1' })
    expect((await at(revisions[2])).data).toEqual({ key: '2' })
    await expect(at(revisions[3])).rejects.toMatchObject({ code: 404 })
  })

  it('is gone with its revision', async () => {
    await test.store.compact(revisions[1] as number)
    await expect(at(revisions[0])).rejects.toMatchObject({ code: 410, reason: 'Expired' })
  })
})

it('a snapshot is all there is', async () => {
  const { revision, items } = readSnapshot(await ask<string>('snapshot'))
  expect(revision).toBe(test.store.revision)
  expect(items.map((item) => item.key)).toContain('/registry/core/configmaps/default/b')
})
