import { type ConfigMap, configMaps } from '@knarr/api/core/v1'
import { expired, seededRandom, serviceUnavailable, VirtualClock } from '@knarr/machinery'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../client.ts'
import { createClient } from '../create-client.ts'
import { FakeTransport, type FakeTransportOptions } from '../testing/fake-transport.ts'
import { settle } from '../testing/settle.ts'
import { createInformerFactory } from './informer-factory.ts'
import type { Informer, InformerFactory } from './lister.ts'

interface World {
  clock: VirtualClock
  transport: FakeTransport
  client: Client
  factory: InformerFactory
  informer: Informer<ConfigMap>
  /** `+a`, `~a`, `-a` for each event a handler saw. */
  seen: string[]
  stop: AbortController
}

const worlds: World[] = []
afterEach(() => {
  for (const { stop } of worlds.splice(0)) stop.abort()
})

function open(options: FakeTransportOptions = {}): World {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock, ...options })
  const client = createClient(transport)
  const factory = createInformerFactory({ client, clock, random: seededRandom(1) })
  const informer = factory.informer(configMaps)
  const seen: string[] = []
  informer.addHandler(recorder(seen))
  const world = { clock, transport, client, factory, informer, seen, stop: new AbortController() }
  worlds.push(world)
  return world
}

function recorder(seen: string[]) {
  return {
    onAdd: ({ metadata }: ConfigMap) => void seen.push(`+${metadata.name}`),
    onUpdate: ({ metadata, data }: ConfigMap) => void seen.push(`~${metadata.name}${data?.v ?? ''}`),
    onDelete: ({ metadata }: ConfigMap) => void seen.push(`-${metadata.name}`),
  }
}

const draft = (name: string, namespace = 'default') => ({ metadata: { name, namespace } })
const key = (name: string) => ({ name, namespace: 'default' })
const update = (client: Client, name: string, v: string) =>
  client.patch(configMaps, key(name), { type: 'merge', patch: { data: { v } } })

describe.each([
  ['that streams its list', true],
  ['that lists and watches', false],
])('an informer %s', (_, streamsLists) => {
  it('shows what is there, then what changes, in order', async () => {
    const { client, factory, informer, seen, stop } = open({ streamsLists })
    await client.create(configMaps, draft('a'))
    factory.start(stop.signal)
    await informer.synced()
    expect(seen).toEqual(['+a'])
    await client.create(configMaps, draft('b'))
    await update(client, 'a', '1')
    await client.delete(configMaps, key('b'))
    await settle()
    expect(seen).toEqual(['+a', '+b', '~a1', '-b'])
    expect(informer.get(key('a'))?.data).toEqual({ v: '1' })
    expect(informer.get(key('b'))).toBeUndefined()
  })

  it('resumes from the last revision when the server closes the watch', async () => {
    const { clock, client, factory, informer, seen, stop, transport } = open({ streamsLists })
    factory.start(stop.signal)
    await informer.synced()
    await client.create(configMaps, draft('a'))
    await settle()
    const before = transport.requests.length
    await clock.advance(2000, settle)
    transport.closeWatches()
    await settle()
    const resumed = transport.requests.slice(before)
    expect(resumed).toHaveLength(1)
    expect(resumed[0]?.query).toMatchObject({ watch: 'true', resourceVersion: transport.revision })
    await update(client, 'a', '1')
    await settle()
    expect(seen).toEqual(['+a', '~a1'])
  })

  it('relists after a 410 and tells handlers only of what differs', async () => {
    const { clock, client, factory, informer, seen, stop, transport } = open({ streamsLists })
    for (const name of ['kept', 'changed', 'gone', 'replaced']) await client.create(configMaps, draft(name))
    factory.start(stop.signal)
    await informer.synced()
    seen.length = 0
    const restore = transport.intercept(() => {
      throw serviceUnavailable('away')
    })
    await clock.advance(2000, settle)
    transport.closeWatches()
    await settle()
    restore()
    await update(client, 'changed', '1')
    await client.delete(configMaps, key('gone'))
    await client.delete(configMaps, key('replaced'))
    await client.create(configMaps, draft('replaced'))
    await client.create(configMaps, draft('new'))
    transport.compact()
    await clock.advance(5000, settle)
    expect(seen.toSorted()).toEqual(['+new', '+replaced', '-gone', '-replaced', '~changed1'].toSorted())
    expect(seen.indexOf('-replaced')).toBeLessThan(seen.indexOf('+replaced'))
    expect(informer.list().map(({ metadata }) => metadata.name)).toHaveLength(4)
    await update(client, 'kept', '2')
    await settle()
    expect(seen.at(-1)).toBe('~kept2')
  })
})

describe('an informer', () => {
  it('backs off while the server is away, from 0.8 s up to a minute with jitter', async () => {
    const { clock, factory, informer, stop, transport } = open()
    const at: number[] = []
    const restore = transport.intercept(() => {
      at.push(clock.now())
      throw serviceUnavailable('away')
    })
    factory.start(stop.signal)
    await clock.advance(300_000, settle)
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(pauses[0]).toBeGreaterThanOrEqual(800)
    expect(pauses[0]).toBeLessThanOrEqual(1600)
    expect(pauses[1]).toBeGreaterThanOrEqual(1600)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000)
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(30_000)
    restore()
    await clock.advance(60_000, settle)
    await informer.synced()
  })

  it('asks a server that refuses to stream lists only once', async () => {
    const { clock, factory, informer, stop, transport } = open({ streamsLists: false })
    factory.start(stop.signal)
    await informer.synced()
    await settle()
    transport.closeWatches()
    await clock.advance(10_000, settle)
    const streamed = transport.requests.filter(({ query }) => query?.sendInitialEvents)
    expect(streamed).toHaveLength(1)
  })

  it('asks for watches of five to ten minutes, with bookmarks', async () => {
    const { clock, factory, informer, stop, transport } = open()
    factory.start(stop.signal)
    await informer.synced()
    await clock.advance(3_600_000, settle)
    const watches = transport.requests.filter(({ query }) => query?.watch)
    expect(watches.length).toBeGreaterThanOrEqual(6)
    for (const { query } of watches) {
      expect(query?.allowWatchBookmarks).toBe('true')
      expect(Number(query?.timeoutSeconds)).toBeGreaterThanOrEqual(300)
      expect(Number(query?.timeoutSeconds)).toBeLessThanOrEqual(600)
    }
  })

  it('lists page by page, and in one piece when the pages expire on the way', async () => {
    const { client, factory, informer, seen, stop, transport } = open({ streamsLists: false })
    for (let index = 0; index < 1001; index++) await client.create(configMaps, draft(`n${index}`))
    let failures = 0
    transport.intercept(({ query }) => {
      if (query?.continue === '1000' && failures++ === 0)
        throw expired('The provided continue parameter is too old')
    })
    factory.start(stop.signal)
    await informer.synced()
    expect(failures).toBe(1)
    expect(new Set(seen).size).toBe(1001)
    expect(seen).toHaveLength(1001)
  })

  it('shows everything as added to a handler that comes late', async () => {
    const { client, factory, informer, stop } = open()
    await client.create(configMaps, draft('a'))
    factory.start(stop.signal)
    await informer.synced()
    const late: string[] = []
    informer.addHandler(recorder(late))
    expect(late).toEqual(['+a'])
  })

  it('finds objects by namespace and by added indexes, as they change', async () => {
    const { client, factory, informer, stop } = open()
    informer.addIndex('value', ({ data }) => (data?.v ? [data.v] : []))
    factory.start(stop.signal)
    for (const namespace of ['default', 'other']) await client.create(configMaps, draft('a', namespace))
    await informer.synced()
    await update(client, 'a', 'x')
    await settle()
    const names = (found: readonly ConfigMap[]) => found.map(({ metadata }) => metadata.namespace)
    expect(names(informer.list('other'))).toEqual(['other'])
    expect(names(informer.list())).toHaveLength(2)
    expect(names(informer.byIndex('value', 'x'))).toEqual(['default'])
    await update(client, 'a', 'y')
    await settle()
    expect(informer.byIndex('value', 'x')).toEqual([])
    expect(names(factory.lister.byIndex(configMaps, 'value', 'y'))).toEqual(['default'])
    expect(() => informer.byIndex('colour', 'red')).toThrow('there is no index "colour"')
  })

  it('hands out lists that stay as they were, and the same one until something changes', async () => {
    const { client, factory, informer, stop } = open()
    await client.create(configMaps, draft('a'))
    factory.start(stop.signal)
    await informer.synced()
    const [all, own] = [informer.list(), informer.list('default')]
    expect([informer.list(), informer.list('default')]).toEqual([all, own])
    expect(informer.list()).toBe(all)
    await client.create(configMaps, draft('b'))
    await settle()
    expect([all.length, own.length]).toEqual([1, 1])
    expect([informer.list().length, informer.list('default').length]).toEqual([2, 2])
  })

  it('builds an index added late over what is there', async () => {
    const { client, factory, informer, stop } = open()
    await client.create(configMaps, draft('a'))
    factory.start(stop.signal)
    await informer.synced()
    informer.addIndex('name', ({ metadata }) => [metadata.name])
    expect(informer.byIndex('name', 'a')).toHaveLength(1)
    expect(() => informer.addIndex('name', () => [])).toThrow('index "name" exists already')
  })

  it('goes on when a handler throws', async () => {
    const { client, factory, informer, stop } = open()
    const after: string[] = []
    informer.addHandler({
      onAdd() {
        throw new Error('broken handler')
      },
    })
    informer.addHandler(recorder(after))
    factory.start(stop.signal)
    await informer.synced()
    await client.create(configMaps, draft('a'))
    await settle()
    expect(after).toEqual(['+a'])
  })

  it('holds the very objects the transport handed over', async () => {
    const { client, factory, informer, stop } = open()
    const created = await client.create(configMaps, draft('a'))
    factory.start(stop.signal)
    await informer.synced()
    expect(informer.get(key('a'))).toBe(created)
  })

  it('relists when the watch itself says that its revision is gone, and lets go of that watch', async () => {
    const { clock, client, factory, informer, seen, stop, transport } = open()
    factory.start(stop.signal)
    await informer.synced()
    transport.failWatches(expired('too old resource version: 1 (2)'))
    await settle()
    expect(transport.openWatches).toBe(0)
    await client.create(configMaps, draft('a'))
    await clock.advance(2000, settle)
    expect(seen).toEqual(['+a'])
    expect(transport.openWatches).toBe(1)
  })

  it('stops watching when the signal aborts', async () => {
    const { clock, factory, informer, stop, transport } = open()
    factory.start(stop.signal)
    await informer.synced()
    stop.abort()
    await settle()
    expect(transport.openWatches).toBe(0)
    expect(clock.armed).toBe(0)
  })
})

describe('an informer factory', () => {
  it('shares an informer by resource and field selector, and starts late ones at once', async () => {
    const { client, factory, informer, stop } = open()
    await client.create(configMaps, draft('a'))
    await client.create(configMaps, draft('b'))
    expect(factory.informer(configMaps)).toBe(informer)
    factory.start(stop.signal)
    const selected = factory.informer(configMaps, { fieldSelector: 'metadata.name=b' })
    expect(selected).not.toBe(informer)
    await factory.synced()
    expect(selected.list()).toHaveLength(1)
    expect(factory.lister.list(configMaps)).toHaveLength(2)
  })

  it('refuses to list what no informer watches', () => {
    const { clock, client } = open()
    const { lister } = createInformerFactory({ client, clock, random: seededRandom(1) })
    expect(() => lister.list(configMaps)).toThrow('no informer watches configmaps')
  })

  it('rejects a wait for sync that is given up', async () => {
    const { factory } = open()
    await expect(factory.synced(AbortSignal.abort(new Error('gave up')))).rejects.toThrow('gave up')
  })
})
