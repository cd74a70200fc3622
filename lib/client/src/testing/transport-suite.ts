import { type ConfigMap, configMaps, pods } from '@knarr/api/core/v1'
import { hasReason, type KubeObject, StatusError } from '@knarr/machinery'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../client.ts'
import { createClient } from '../create-client.ts'
import type { Transport, WatchEvent } from '../transport.ts'

/** A transport to an API server that has the namespace `default`, and how to let go of it. */
export interface OpenTransport {
  readonly transport: Transport
  close?(): void | Promise<void>
}

let runs = 0

/** What every Transport must do; each one's test file is one call to this. */
export function transportSuite(name: string, open: () => Promise<OpenTransport>): void {
  describe(`${name} is a Transport`, () => {
    let opened: OpenTransport
    let client: Client
    /** Sets each test's objects apart from all others. */
    let suite: string

    beforeAll(async () => {
      opened = await open()
      client = createClient(opened.transport)
    })
    afterAll(async () => opened.close?.())
    beforeEach(() => {
      suite = `transport-suite-${++runs}`
    })

    const draft = (text: string, data: Record<string, string> = {}) => ({
      metadata: { namespace: 'default', name: `${suite}-${text}`, labels: { suite } },
      data,
    })
    const key = (text: string) => ({ namespace: 'default', name: `${suite}-${text}` })
    const listed = () => client.list(configMaps, { namespace: 'default', labelSelector: `suite=${suite}` })
    const watched = async (resourceVersion: string | undefined, signal: AbortSignal) => {
      const labelSelector = `suite=${suite}`
      return client.watch(configMaps, { namespace: 'default', labelSelector, resourceVersion, signal })
    }

    it('answers a create with what was stored, and reads the same again', async () => {
      const created = await client.create(configMaps, draft('a', { key: 'значение ✓' }))
      expect(created).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { key: 'значение ✓' } })
      expect(created.metadata.uid).not.toBe('')
      expect(await client.get(configMaps, key('a'))).toEqual(created)
    })

    it('hands out deeply frozen objects', async () => {
      const created = await client.create(configMaps, draft('a', { a: '1' }))
      expect(Object.isFrozen(created) && Object.isFrozen(created.data)).toBe(true)
      const list = await listed()
      expect(Object.isFrozen(list.items[0]?.metadata.labels)).toBe(true)
    })

    it.each([
      ['NotFound', 404, () => client.get(configMaps, key('missing'))],
      ['NotFound', 404, () => client.delete(configMaps, key('missing'))],
      ['NotFound', 404, () => client.patch(configMaps, key('missing'), { type: 'merge', patch: {} })],
    ] as const)('rejects with %s for what is not there', async (reason, code, act) => {
      const error = await act().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(StatusError)
      expect(error).toMatchObject({ reason, code, message: `configmaps "${suite}-missing" not found` })
      expect((error as StatusError).status.details).toMatchObject({
        name: `${suite}-missing`,
        kind: 'configmaps',
      })
    })

    it('rejects a second create with AlreadyExists and an outdated update with Conflict', async () => {
      const created = await client.create(configMaps, draft('a'))
      await expect(client.create(configMaps, draft('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' })
      await client.update(configMaps, { ...created, data: { a: '1' } })
      await expect(client.update(configMaps, { ...created, data: { a: '2' } })).rejects.toMatchObject({
        reason: 'Conflict',
        code: 409,
      })
    })

    it('patches by merge, by JSON patch and strategically', async () => {
      await client.create(configMaps, draft('a', { a: '1', b: '2' }))
      await client.patch(configMaps, key('a'), { type: 'merge', patch: { data: { a: null, c: '3' } } })
      const operations = [{ op: 'replace', path: '/data/b', value: '4' }]
      await client.patch(configMaps, key('a'), { type: 'json', patch: operations })
      const patch = { data: { d: '5' } }
      const patched = await client.patch(configMaps, key('a'), { type: 'strategic', patch })
      expect(patched.data).toEqual({ b: '4', c: '3', d: '5' })
    })

    it('stores nothing in a dry run', async () => {
      const created = await client.create(configMaps, draft('a'), { dryRun: true })
      expect(created.metadata.name).toBe(`${suite}-a`)
      expect((await listed()).items).toEqual([])
    })

    it('makes names from generateName', async () => {
      const metadata = { namespace: 'default', generateName: `${suite}-`, labels: { suite } }
      const created = await client.create(configMaps, { metadata })
      expect(created.metadata.name).toMatch(new RegExp(`^${suite}-[a-z0-9]{5}$`))
    })

    it('lists by selector, page by page', async () => {
      for (const text of ['a', 'b', 'c']) await client.create(configMaps, draft(text))
      const options = { namespace: 'default', labelSelector: `suite=${suite}`, limit: 2 }
      const first = await client.list(configMaps, options)
      const second = await client.list(configMaps, { ...options, continue: first.metadata.continue })
      const names = [...first.items, ...second.items].map(({ metadata }) => metadata.name)
      expect(names).toEqual(['a', 'b', 'c'].map((text) => `${suite}-${text}`))
      expect(first.items).toHaveLength(2)
      expect(second.metadata.continue ?? '').toBe('')
      const one = await client.list(configMaps, { ...options, fieldSelector: `metadata.name=${suite}-b` })
      expect(one.items).toHaveLength(1)
    })

    it('lists an empty collection as no items', async () => {
      expect(
        (await client.list(pods, { namespace: 'default', labelSelector: `suite=${suite}` })).items,
      ).toEqual([])
    })

    it('shows a watch what happened since its revision, and what happens then, in order', async () => {
      const { metadata } = await listed()
      const created = await client.create(configMaps, draft('a', { a: '1' }))
      const stop = new AbortController()
      const events = await watched(metadata.resourceVersion, stop.signal)
      await client.update(configMaps, { ...created, data: { a: '2' } })
      await client.delete(configMaps, key('a'))
      const seen = await take(events, 3)
      stop.abort()
      expect(seen.map(({ type, object }) => [type, object.data])).toEqual([
        ['ADDED', { a: '1' }],
        ['MODIFIED', { a: '2' }],
        ['DELETED', { a: '2' }],
      ])
      expect(seen.every(({ object }) => Object.isFrozen(object.data))).toBe(true)
      const revisions = seen.map(({ object }) => Number(object.metadata.resourceVersion))
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
    })

    it('starts a watch without a revision with everything there is', async () => {
      await client.create(configMaps, draft('a'))
      const stop = new AbortController()
      const [first] = await take(await watched(undefined, stop.signal), 1)
      stop.abort()
      expect(first).toMatchObject({ type: 'ADDED', object: { metadata: { name: `${suite}-a` } } })
    })

    it('streams a list that ends with a bookmark', async () => {
      for (const text of ['a', 'b']) await client.create(configMaps, draft(text))
      const stop = new AbortController()
      const events = await client.watch(configMaps, {
        namespace: 'default',
        labelSelector: `suite=${suite}`,
        allowWatchBookmarks: true,
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        signal: stop.signal,
      })
      const seen = await take(events, 3)
      stop.abort()
      expect(seen.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK'])
      expect(seen[2]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
    })

    it('ends the iteration of a watch when its signal aborts', async () => {
      const stop = new AbortController()
      const events = await watched(undefined, stop.signal)
      const ended = (async () => {
        for await (const _ of events);
        return 'ended'
      })()
      stop.abort()
      expect(await ended).toBe('ended')
    })

    it('rejects with the reason of a signal that has aborted', async () => {
      const signal = AbortSignal.abort(new Error('no longer wanted'))
      await expect(client.list(configMaps, { signal })).rejects.toThrow('no longer wanted')
      await expect(watched(undefined, signal)).rejects.toThrow('no longer wanted')
    })

    it('carries many requests at the same time', async () => {
      const texts = Array.from({ length: 50 }, (_, index) => `n${index}`)
      const created = await Promise.all(texts.map((text) => client.create(configMaps, draft(text, { text }))))
      expect(created.map(({ data }) => data?.text)).toEqual(texts)
      await client.deleteCollection(configMaps, { namespace: 'default', labelSelector: `suite=${suite}` })
      expect((await listed()).items).toEqual([])
    })

    it('rejects a delete whose precondition does not hold', async () => {
      await client.create(configMaps, draft('a'))
      const preconditions = { uid: '00000000-0000-4000-8000-000000000000' }
      const error = await client.delete(configMaps, key('a'), { preconditions }).catch((thrown) => thrown)
      expect(hasReason(error, 'Conflict')).toBe(true)
    })
  })
}

async function take<T extends KubeObject = ConfigMap>(
  events: AsyncIterable<readonly WatchEvent<T>[]>,
  count: number,
): Promise<WatchEvent<T>[]> {
  const seen: WatchEvent<T>[] = []
  for await (const batch of events) {
    seen.push(...batch)
    if (seen.length >= count) break
  }
  return seen
}
