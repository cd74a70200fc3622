import { type ConfigMap, configMaps, type Pod, pods } from '@knarr/api/core/v1'
import type { WatchEvent, WatchOptions } from '@knarr/client'
import type { KubeObject } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const map = (name: string, labels: Record<string, string> = {}) =>
  ({ metadata: { name, namespace: 'default', labels } }) as unknown as ConfigMap

/** Reads events one by one. */
class Reader {
  readonly #batches: AsyncIterator<readonly WatchEvent<KubeObject>[]>
  #ready: WatchEvent<KubeObject>[] = []

  constructor(events: AsyncIterable<readonly WatchEvent<KubeObject>[]>) {
    this.#batches = events[Symbol.asyncIterator]()
  }

  async next(): Promise<WatchEvent<KubeObject> | undefined> {
    if (this.#ready.length === 0) {
      const { done, value } = await this.#batches.next()
      if (done) return undefined
      this.#ready = [...value]
    }
    return this.#ready.shift()
  }

  /** The types and names of the next events. */
  async take(count: number): Promise<string[]> {
    const texts: string[] = []
    while (texts.length < count) {
      const event = await this.next()
      texts.push(
        event
          ? `${event.type} ${event.object.metadata.name ?? event.object.metadata.resourceVersion}`
          : 'end',
      )
    }
    return texts
  }
}

async function watchMaps({ client }: TestServer, options: WatchOptions = {}): Promise<Reader> {
  return new Reader(await client.watch(configMaps, options))
}

describe('a watch', () => {
  it.each([{}, { resourceVersion: '0' }])(
    'shows what is there and then what happens: %o',
    async (options) => {
      await using test = await startTestServer()
      await test.client.create(configMaps, map('a'))
      const reader = await watchMaps(test, options)
      await test.client.create(configMaps, map('b'))
      const changed = await test.client.patch(
        configMaps,
        { namespace: 'default', name: 'a' },
        {
          type: 'merge',
          patch: { data: { x: '1' } },
        },
      )
      await test.client.delete(configMaps, { namespace: 'default', name: 'b' })
      expect(await reader.take(3)).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a'])
      expect(changed.data).toEqual({ x: '1' })
      const deleted = await reader.next()
      expect(deleted).toMatchObject({
        type: 'DELETED',
        object: { metadata: { name: 'b', resourceVersion: '5' } },
      })
    },
  )

  it('hands every watcher the same frozen object', async () => {
    await using test = await startTestServer()
    const [one, other] = [await watchMaps(test), await watchMaps(test)]
    const created = await test.client.create(configMaps, map('a'))
    expect((await one.next())?.object).toBe(created)
    expect((await other.next())?.object).toBe(created)
    expect(Object.isFrozen(created.metadata)).toBe(true)
  })

  it('resumes after a resourceVersion', async () => {
    await using test = await startTestServer()
    const { metadata } = await test.client.create(configMaps, map('a'))
    await test.client.create(configMaps, map('b'))
    const reader = await watchMaps(test, { resourceVersion: metadata.resourceVersion })
    expect(await reader.take(1)).toEqual(['ADDED b'])
  })

  it('is refused with 410 where the resourceVersion is forgotten', async () => {
    await using test = await startTestServer()
    for (const name of ['a', 'b', 'c']) await test.client.create(configMaps, map(name))
    await test.store.compact(3)
    await expect(watchMaps(test, { resourceVersion: '2' })).rejects.toMatchObject({
      status: { code: 410, reason: 'Expired', message: 'too old resource version: 2 (3)' },
    })
  })

  it('turns entering and leaving a selector into ADDED and DELETED', async () => {
    await using test = await startTestServer()
    const key = { namespace: 'default', name: 'a' }
    const label = (tier: string | null) =>
      test.client.patch(configMaps, key, { type: 'merge', patch: { metadata: { labels: { tier } } } })
    const reader = await watchMaps(test, { labelSelector: 'tier=web' })
    await test.client.create(configMaps, map('a'))
    await label('web')
    await label('db')
    expect(await reader.take(1)).toEqual(['ADDED a'])
    const left = await reader.next()
    expect(left).toMatchObject({
      type: 'DELETED',
      object: { metadata: { labels: { tier: 'web' }, resourceVersion: '4' } },
    })
  })

  it('selects by fields of the kind', async () => {
    await using test = await startTestServer()
    const reader = new Reader(await test.client.watch(pods, { fieldSelector: 'spec.nodeName=n1' }))
    const pod = (name: string, nodeName?: string) =>
      ({
        metadata: { name, namespace: 'default' },
        spec: { containers: [{ name: 'c', image: 'i' }], ...(nodeName ? { nodeName } : {}) },
      }) as unknown as Pod
    await test.client.create(pods, pod('a', 'n2'))
    await test.client.create(pods, pod('b', 'n1'))
    expect(await reader.take(1)).toEqual(['ADDED b'])
  })

  it('sends the initial events and where they end', async () => {
    await using test = await startTestServer()
    await test.client.create(configMaps, map('a'))
    const reader = await watchMaps(test, {
      sendInitialEvents: true,
      allowWatchBookmarks: true,
      resourceVersionMatch: 'NotOlderThan',
    })
    expect(await reader.take(1)).toEqual(['ADDED a'])
    expect(await reader.next()).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { resourceVersion: '2', annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    })
  })

  it('sends bookmarks every minute and shortly before its end', async () => {
    await using test = await startTestServer()
    const reader = await watchMaps(test, {
      allowWatchBookmarks: true,
      timeoutSeconds: 100,
      resourceVersion: '1',
    })
    await test.client.create(pods, {
      metadata: { name: 'other', namespace: 'default' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    } as unknown as Pod)
    await test.clock.advance(60_000)
    expect(await reader.take(1)).toEqual(['BOOKMARK 2'])
    await test.clock.advance(38_000)
    expect(await reader.take(1)).toEqual(['BOOKMARK 2'])
    await test.clock.advance(2_000)
    expect(await reader.take(1)).toEqual(['end'])
  })

  it('ends with the server, and when its reader leaves', async () => {
    await using test = await startTestServer()
    const reader = await watchMaps(test)
    const abort = new AbortController()
    const left = await watchMaps(test, { signal: abort.signal })
    abort.abort()
    expect(await left.take(1)).toEqual(['end'])
    await test.server.close()
    expect(await reader.take(1)).toEqual(['end'])
  })

  it.each([
    [
      { sendInitialEvents: 'true' },
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      { resourceVersionMatch: 'NotOlderThan' },
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
  ])('refuses %o', async (query, message) => {
    await using test = await startTestServer()
    const request = test.transport.watch({ method: 'GET', path: '/api/v1/configmaps', query })
    await expect(request).rejects.toMatchObject({ status: { code: 422, message } })
  })
})
