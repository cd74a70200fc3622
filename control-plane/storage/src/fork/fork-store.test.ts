import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LmdbBackend } from '../lmdb/lmdb-backend.ts'
import { MemoryBackend } from '../memory/memory-backend.ts'
import { openStore } from '../mvcc/mvcc-store.ts'
import type { Store } from '../store.ts'
import { forkStore } from './fork-store.ts'

const clock = new VirtualClock()
const bytes = (text: string) => ({ bytes: Buffer.from(text) })
let directory: string
let origin: Store

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fork-'))
})

afterEach(() => rmSync(directory, { recursive: true }))

async function put(store: Store, key: string, text: string): Promise<number> {
  return (await store.commit({ key, template: bytes(text), writer: 'test' })).revision
}

async function contents(store: Store, revision?: number): Promise<Record<string, string>> {
  const { items } = await store.range('', 'z', revision === undefined ? {} : { revision })
  return Object.fromEntries(items.map(({ key, value }) => [key, Buffer.from(value).toString()]))
}

describe.each([
  ['memory', async () => new MemoryBackend()],
  ['a disk', () => LmdbBackend.open(join(directory, 'origin'))],
])('a store in %s', (_, openOrigin) => {
  describe.each([
    ['memory', async () => undefined],
    ['a disk', () => LmdbBackend.open(join(directory, 'fork'))],
  ])('forked into %s', (_, openFork) => {
    let fork: Store

    beforeEach(async () => {
      origin = await openStore(await openOrigin(), { clock })
      await put(origin, 'a', 'old')
      await put(origin, 'a', '1')
      await put(origin, 'b', '2')
      await put(origin, 'gone', 'x')
      await origin.commit({ key: 'gone', template: undefined, writer: 'test' })
      const backend = await openFork()
      fork = await forkStore(origin, { clock, ...(backend ? { backend } : {}) })
    })

    afterEach(async () => {
      await fork[Symbol.asyncDispose]()
      await origin[Symbol.asyncDispose]()
    })

    it('has what there was, at the same revisions, and its values in common', async () => {
      expect(fork.revision).toBe(origin.revision)
      expect(await contents(fork)).toEqual({ a: '1', b: '2' })
      expect(await fork.get('a')).toBe(await origin.get('a'))
      await expect(fork.get('a', { revision: 1 })).rejects.toThrow('compacted')
    })

    it('goes its own way, and so does the other', async () => {
      const told: string[] = []
      fork.watch({ from: '', to: 'z', after: fork.revision }, (changes) => {
        for (const { key, previous } of changes)
          told.push(`${key} ${Buffer.from(previous?.value ?? []).toString()}`)
      })
      const at = fork.revision
      await put(origin, 'a', 'origin')
      await put(fork, 'a', 'fork')
      await fork.commit({ key: 'b', template: undefined, writer: 'test' })
      expect(await contents(fork)).toEqual({ a: 'fork' })
      expect(await contents(origin)).toEqual({ a: 'origin', b: '2' })
      expect(told).toEqual(['a 1', 'b 2'])
      // Before its own changes the fork reads what it shares.
      expect(await contents(fork, at + 1)).toEqual({ a: 'fork', b: '2' })
      expect(await fork.get('a')).toMatchObject({ createRevision: 1, modRevision: at + 1 })
    })

    it('refuses what does not follow what it has', async () => {
      await expect(
        fork.commit({ key: 'b', template: bytes('x'), expected: 0, writer: 'test' }),
      ).rejects.toMatchObject({
        name: 'RevisionConflict',
        current: { modRevision: 3 },
      })
    })

    it('may be forked again and forgets its past when it is told to', async () => {
      await put(fork, 'c', '3')
      const second = await forkStore(fork, { clock })
      await put(second, 'd', '4')
      await fork.compact(fork.revision)
      expect(await contents(second)).toEqual({ a: '1', b: '2', c: '3', d: '4' })
      expect(await contents(fork)).toEqual({ a: '1', b: '2', c: '3' })
      await second[Symbol.asyncDispose]()
    })
  })
})

it('a fork on a disk lasts without the other', async () => {
  const first = await openStore(new MemoryBackend(), { clock })
  await put(first, 'a', 'old')
  await put(first, 'a', '1')
  await put(first, 'b', '2')
  const fork = await forkStore(first, { clock, backend: await LmdbBackend.open(join(directory, 'fork')) })
  await first[Symbol.asyncDispose]()
  await put(fork, 'c', '3')
  const { revision } = fork
  await fork[Symbol.asyncDispose]()
  const again = await openStore(await LmdbBackend.open(join(directory, 'fork')), { clock })
  expect(again.revision).toBe(revision)
  expect(await contents(again)).toEqual({ a: '1', b: '2', c: '3' })
  expect(await again.get('a')).toMatchObject({ createRevision: 1, modRevision: 2 })
  await again[Symbol.asyncDispose]()
})
