import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@knarr/machinery'
import { afterAll, test } from 'vitest'
import type { Backend } from './backend.ts'
import { forkStore } from './fork/fork-store.ts'
import { LmdbBackend } from './lmdb/lmdb-backend.ts'
import { MemoryBackend } from './memory/memory-backend.ts'
import { openStore } from './mvcc/mvcc-store.ts'
import type { Change, Store } from './store.ts'
import { WatchCache } from './watch-cache/watch-cache.ts'

const bytes = Buffer.alloc(2000, 'x')
const prefix = '/registry/pods/'
const inFlight = 64

function keyOf(i: number): string {
  return `${prefix}ns-${i % 10}/web-${i}`
}

function write(store: Store, key: string): Promise<Change> {
  return store.commit({ key, template: { bytes, revisionAt: 100 }, writer: 'bench' })
}

async function filled(backend: Backend, count: number): Promise<Store> {
  const store = await openStore(backend, { clock: systemClock })
  for (let start = 0; start < count; start += 1000) {
    await Promise.all(Array.from({ length: 1000 }, (_, i) => write(store, keyOf(start + i))))
  }
  return store
}

const directory = await mkdtemp(join(tmpdir(), 'knarr-bench-'))
const stores: [name: string, store: Store][] = [
  ['memory', await filled(new MemoryBackend(), 10_000)],
  ['LMDB', await filled(await LmdbBackend.open(join(directory, 'commit')), 10_000)],
]

afterAll(async () => {
  for (const [, store] of stores) await store[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

for (const [name, store] of stores) {
  test(`${name}, 10,000 objects of 2 KB`, { timeout: 60_000 }, async ({ bench }) => {
    let next = 0
    await bench('commit, one in flight', async () => {
      await write(store, keyOf(next++ % 10_000))
    }).run()
    await bench(`commit, ${inFlight} in flight (a round of ${inFlight})`, async () => {
      await Promise.all(Array.from({ length: inFlight }, () => write(store, keyOf(next++ % 10_000))))
    }).run()
    await bench('get', async () => {
      await store.get(keyOf(next++ % 10_000))
    }).run()
    await bench('range of one namespace (1,000 objects)', async () => {
      await store.range(`${prefix}ns-3/`, `${prefix}ns-30`)
    }).run()
  })
}

test('watch', { timeout: 60_000 }, async ({ bench }) => {
  const store = await filled(new MemoryBackend(), 1000)
  const cache = new WatchCache(store, prefix)
  await cache.ready
  let told = 0
  for (let i = 0; i < 1000; i++) {
    cache.watch({ after: store.revision }, (changes) => {
      told += changes.length
    })
  }
  await bench('commit that 1,000 of 1,000 watchers are told of', async () => {
    const before = told
    await write(store, keyOf(1))
    if (told !== before + 1000) throw new Error('a watcher was not told')
  }).run()
  const elsewhere = new WatchCache(store, '/registry/configmaps/')
  await elsewhere.ready
  for (let i = 0; i < 1000; i++) {
    elsewhere.watch({ after: store.revision, keyPrefix: `/registry/configmaps/ns/${i}` }, () => {})
  }
  await bench('commit that 1 of 1,000 watchers is told of', async () => {
    await write(store, '/registry/configmaps/ns/7')
  }).run()
})

test('opening', { timeout: 60_000 }, async ({ bench }) => {
  const path = join(directory, 'open')
  await (await filled(await LmdbBackend.open(path), 10_000))[Symbol.asyncDispose]()
  await bench('an LMDB store of 10,000 objects of 2 KB', async () => {
    const store = await openStore(await LmdbBackend.open(path), { clock: systemClock })
    await store[Symbol.asyncDispose]()
  }).run()
})

test('forking', { timeout: 60_000 }, async ({ bench }) => {
  for (const backend of [new MemoryBackend(), await LmdbBackend.open(join(directory, 'origin'))]) {
    await using store = await filled(backend, 10_000)
    await bench(`a store of 10,000 objects of 2 KB in ${backend.constructor.name}`, async () => {
      const fork = await forkStore(store, { clock: systemClock })
      await fork[Symbol.asyncDispose]()
    }).run()
  }
})
