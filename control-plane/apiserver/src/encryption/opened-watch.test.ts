import { VirtualClock } from '@knarr/machinery'
import { type Change, MemoryBackend, openStore, type Store, type Watcher } from '@knarr/storage'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EncryptedStore } from './encrypted-store.ts'
import { PrefixTransformers } from './prefix-transformers.ts'
import type { ValueTransformer } from './value-transformer.ts'

const prefix = 'k8s:enc:kms:v2:test:'
const range = { from: '/registry/core/secrets/', to: '/registry/core/secrets0', after: 0 }
const keyOf = (name: string): string => `/registry/core/secrets/${name}`

let store: Store
let encrypted: EncryptedStore
/** Values that cannot be read at once, and who waits for them. */
let missing: Map<string, PromiseWithResolvers<void>>
let told: string[]
let failures: unknown[]

/** Writes bytes as they are; what `missing` has must be waited for. */
const transformer: ValueTransformer = {
  prefix,
  toStorage: (plain) => plain,
  prepare: (kept) => missing.get(Buffer.from(kept).toString())?.promise,
  fromStorage(kept) {
    if (missing.has(Buffer.from(kept).toString())) throw new Error('not there')
    return kept
  },
}

beforeEach(async () => {
  store = await openStore(new MemoryBackend(), { clock: new VirtualClock() })
  const transformers = new PrefixTransformers([transformer])
  encrypted = new EncryptedStore(store, (_, plural) => (plural === 'secrets' ? transformers : undefined))
  missing = new Map()
  told = []
  failures = []
})

afterEach(() => store[Symbol.asyncDispose]())

/** Another server's write. */
async function write(name: string, isMissing = false): Promise<Change> {
  if (isMissing) missing.set(name, Promise.withResolvers())
  return await store.commit({
    key: keyOf(name),
    template: { bytes: Buffer.from(`${prefix}${name}`) },
    writer: 'another',
  })
}

function arrives(name: string, error?: Error): void {
  const waiting = missing.get(name)
  if (!error) missing.delete(name)
  if (error) waiting?.reject(error)
  else waiting?.resolve()
}

function watch(): Watcher {
  const listener = (changes: readonly Change[]): void => {
    for (const { item } of changes) told.push(Buffer.from(item?.value ?? []).toString())
  }
  return encrypted.watch(range, listener, (error) => failures.push(error))
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a watch', () => {
  it('is told at once of what can be read', async () => {
    const watcher = watch()
    await watcher.caughtUp()
    await write('a')
    expect(told).toEqual(['a'])
    expect([watcher.revision, encrypted.revision]).toEqual([1, 1])
  })

  it('is told of the rest in order, and nobody takes it for further than it is', async () => {
    const watcher = watch()
    await watcher.caughtUp()
    await write('a')
    await write('b', true)
    await write('c')
    await write('d', true)
    expect(told).toEqual(['a'])
    expect([watcher.revision, encrypted.revision, store.revision]).toEqual([1, 1, 4])
    let newest = 0
    const asked = encrypted.newest().then((revision) => {
      newest = revision
    })
    arrives('b')
    await settle()
    expect(told).toEqual(['a', 'b', 'c'])
    expect([newest, watcher.revision, encrypted.revision]).toEqual([0, 3, 3])
    arrives('d')
    await asked
    expect(told).toEqual(['a', 'b', 'c', 'd'])
    expect([newest, watcher.revision, encrypted.revision]).toEqual([4, 4, 4])
    await write('e')
    expect(told.at(-1)).toBe('e')
  })

  it('of what is over holds nobody up, and is not caught up before it can read', async () => {
    await write('a', true)
    await write('b')
    const watcher = watch()
    let isCaughtUp = false
    const caughtUp = watcher.caughtUp().then(() => {
      isCaughtUp = true
    })
    await settle()
    expect([watcher.revision, encrypted.revision, await encrypted.newest()]).toEqual([0, 2, 2])
    expect([told, isCaughtUp]).toEqual([[], false])
    arrives('a')
    await caughtUp
    expect(told).toEqual(['a', 'b'])
  })

  it('ends where a change cannot be read, and holds nobody up then', async () => {
    const watcher = watch()
    await watcher.caughtUp()
    await write('a', true)
    await write('b')
    arrives('a', new Error('no plugin'))
    await expect(watcher.caughtUp()).rejects.toThrow('no plugin')
    expect(failures).toEqual([new Error(`unable to transform key "${keyOf('a')}": no plugin`)])
    expect([await encrypted.newest(), encrypted.revision, told]).toEqual([2, 2, []])
    await write('c')
    expect(told).toEqual([])
  })

  it('that is closed is told nothing that it still waited for', async () => {
    const watcher = watch()
    await watcher.caughtUp()
    await write('a', true)
    watcher.close()
    expect(encrypted.revision).toBe(1)
    arrives('a')
    await settle()
    expect([told, failures]).toEqual([[], []])
  })
})

it('who waits for a revision waits until it can be read, or until he gives up', async () => {
  await watch().caughtUp()
  await write('a', true)
  const giving = new AbortController()
  const given = expect(encrypted.waitFor(1, giving.signal)).rejects.toThrow('enough')
  const waited = encrypted.waitFor(1).then(() => told.slice())
  await settle()
  giving.abort(new Error('enough'))
  await given
  arrives('a')
  expect(await waited).toEqual(['a'])
})

it('a commit is answered once the watches here know of it', async () => {
  await watch().caughtUp()
  await write('a', true)
  const template = { bytes: Buffer.from('b') }
  const committed = encrypted.commit({ key: keyOf('b'), template, writer: 'me' }).then(() => told.slice())
  await settle()
  arrives('a')
  expect(await committed).toEqual(['a', 'b'])
})
