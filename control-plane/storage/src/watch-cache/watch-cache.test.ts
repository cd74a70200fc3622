import { VirtualClock } from '@knarr/machinery'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../memory/memory-backend.ts'
import { openStore } from '../mvcc/mvcc-store.ts'
import { type Change, CompactedError, type Store } from '../store.ts'
import { WatchCache } from './watch-cache.ts'

const prefix = '/registry/pods/'

describe('WatchCache', () => {
  it('shows the items of its prefix, of a namespace and of a key as they are at one revision', async () => {
    const store = await open()
    await put(store, 'a/x', 'b/x', 'a/y')
    await store.commit({ key: '/registry/nodes/n', template: { bytes: Buffer.of() }, writer: 'me' })
    const cache = await load(store)
    expect(names(cache.snapshot())).toEqual(['a/x', 'a/y', 'b/x'])
    expect(cache.snapshot().revision).toBe(4)
    await put(store, 'a/z')
    await remove(store, 'a/x')
    expect(cache.snapshot(`${prefix}a/`)).toMatchObject({ revision: 6, remaining: 0 })
    expect(names(cache.snapshot(`${prefix}a/`))).toEqual(['a/y', 'a/z'])
    expect(names(cache.snapshot(`${prefix}a/y`))).toEqual(['a/y'])
    expect(cache.snapshot(prefix, 2)).toMatchObject({ remaining: 1 })
    expect(cache.get(`${prefix}a/z`)).toBe(await store.get(`${prefix}a/z`))
    expect(cache.get(`${prefix}a/x`)).toBeUndefined()
  })

  it('says so when it is not loaded, and refuses what is not below its prefix', async () => {
    const cache = new WatchCache(await open(), prefix)
    expect(() => cache.snapshot()).toThrow(`the watch cache of ${prefix} is not loaded yet`)
    expect(() => cache.watch({ after: 0, keyPrefix: '/registry/nodes/' }, () => {})).toThrow(RangeError)
    expect(() => new WatchCache({} as Store, '/registry/pods')).toThrow(TypeError)
  })

  it('gives every watcher the same changes, each once and in order, before the commit resolves', async () => {
    const store = await open()
    const cache = await load(store)
    const seen = new Map<string, Change[]>()
    for (const keyPrefix of [prefix, `${prefix}a/`, `${prefix}a/x`, `${prefix}b/`]) {
      seen.set(keyPrefix, [])
      cache.watch({ after: 0, keyPrefix }, (changes) => seen.get(keyPrefix)?.push(...changes))
    }
    const [ax, axe, bx] = await Promise.all([put(store, 'a/x'), put(store, 'a/xe'), put(store, 'b/x')])
    expect([...seen.values()]).toEqual([[ax, axe, bx].flat(), [ax, axe].flat(), ax, bx])
    expect(seen.get(prefix)?.[0]).toBe(ax?.[0])
    expect(seen.get(`${prefix}a/x`)?.[0]).toBe(ax?.[0])
  })

  it('hands a thousand watchers one and the same array', async () => {
    const store = await open()
    const cache = await load(store)
    const arrays = new Set<readonly Change[]>()
    let calls = 0
    for (let i = 0; i < 1000; i++) {
      cache.watch({ after: 0, keyPrefix: `${prefix}a/` }, (changes) => {
        arrays.add(changes)
        calls++
      })
    }
    await put(store, 'a/x')
    expect([calls, arrays.size]).toEqual([1000, 1])
  })

  it.each([
    ['its ring', {}, {}],
    ['the store, when its ring is too short', { ringBytes: 300 }, {}],
    ['the log, when memory is too short', { ringBytes: 300 }, { memoryBytes: 300 }],
  ])('resumes from %s, and goes on', async (_, options, retention) => {
    const store = await open(retention)
    const cache = await load(store, options)
    for (let i = 0; i < 20; i++) await put(store, `${i % 2}/x`)
    const watch = vi.spyOn(store, 'watch')
    const seen: number[] = []
    const watcher = cache.watch({ after: 5, keyPrefix: `${prefix}0/` }, (changes) => {
      seen.push(...changes.map(({ revision }) => revision))
    })
    expect(seen).toEqual([])
    const racing = put(store, '0/x')
    await watcher.caughtUp()
    await racing
    await put(store, '1/x', '0/y')
    expect(seen).toEqual([7, 9, 11, 13, 15, 17, 19, 21, 23])
    expect(watcher.revision).toBe(23)
    await put(store, '1/x')
    expect(watcher.revision).toBe(24)
    // Whatever it had to read from the store, it does not go on doing so.
    for (const { value } of watch.mock.results) expect(value).toMatchObject({ isClosed: true })
    watcher.close()
    await put(store, '0/x')
    expect(seen).toHaveLength(9)
  })

  it('refuses to resume from what is compacted', async () => {
    const store = await open()
    await put(store, 'a/x', 'a/x', 'a/x')
    const cache = await load(store)
    await store.compact(2)
    expect(() => cache.watch({ after: 1 }, () => {})).toThrow(CompactedError)
    expect(() => cache.watch({ after: 2 }, () => {})).not.toThrow()
  })

  it('waits for a revision, also for one that changes other resources', async () => {
    const store = await open()
    const cache = new WatchCache(store, prefix)
    const reached = cache.waitFor(2)
    await put(store, 'a/x')
    await store.commit({ key: '/registry/nodes/n', template: { bytes: Buffer.of() }, writer: 'me' })
    await reached
    expect(cache.revision).toBe(2)
    await expect(cache.waitFor(3, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  })

  it('starts over, and ends its watches, when the store loses the thread', async () => {
    const store = await open()
    let lose: (error: unknown) => void = () => {}
    const watch = vi.spyOn(store, 'watch').mockImplementationOnce((range, listener, failed) => {
      lose = failed ?? lose
      watch.mockRestore()
      return store.watch(range, listener, failed)
    })
    const cache = await load(store)
    const failed = vi.fn()
    cache.watch({ after: 0 }, () => {}, failed)
    lose(new Error('cut'))
    expect(failed).toHaveBeenCalledExactlyOnceWith(new Error('cut'))
    await put(store, 'a/x')
    await cache.ready
    expect(names(cache.snapshot())).toEqual(['a/x'])
  })

  it('shows at every moment the state at the revision it says, to listeners too', async () => {
    const key = fc.constantFrom('a/x', 'a/y', 'b/x', 'c/z')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, fc.boolean(), fc.boolean()), { maxLength: 40 }),
        async (steps) => {
          const store = await open()
          const early = new WatchCache(store, `${prefix}a/`)
          const cache = await load(store)
          const checks: Promise<void>[] = []
          const check = (shown: WatchCache) => {
            const { items, revision } = shown.snapshot()
            if (revision === 0) return
            const range = store.range(shown.prefix, `${shown.prefix.slice(0, -1)}0`, { revision })
            checks.push(range.then((expected) => expect(items).toEqual(expected.items)))
          }
          store.watch({ from: '', to: 'z', after: 0 }, () => [early, cache].forEach(check))
          cache.watch({ after: 0, keyPrefix: `${prefix}a/` }, () => [early, cache].forEach(check))
          const writes: Promise<unknown>[] = []
          for (const [name, isDeletion, waits] of steps) {
            const write = isDeletion ? remove(store, name).catch(() => {}) : put(store, name)
            if (waits) await write
            writes.push(write)
          }
          await Promise.all([...writes, early.ready])
          await Promise.all(checks)
          check(cache)
          expect(cache.revision).toBe(store.revision)
        },
      ),
      { numRuns: 50 },
    )
  })
})

async function open(retention = {}): Promise<Store> {
  return await openStore(new MemoryBackend(), { clock: new VirtualClock(), retention })
}

async function load(store: Store, options = {}): Promise<WatchCache> {
  const cache = new WatchCache(store, prefix, options)
  await cache.ready
  return cache
}

async function put(store: Store, ...keys: string[]): Promise<Change[]> {
  const changes: Change[] = []
  for (const key of keys) {
    changes.push(
      await store.commit({ key: prefix + key, template: { bytes: Buffer.from('v') }, writer: 'me' }),
    )
  }
  return changes
}

function remove(store: Store, key: string): Promise<Change> {
  return store.commit({ key: prefix + key, template: undefined, writer: 'me' })
}

function names({ items }: { items: readonly { key: string }[] }): string[] {
  return items.map(({ key }) => key.slice(prefix.length))
}
