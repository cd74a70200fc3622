import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import type { Backend, Batch, Entry } from '../backend.ts'
import { MemoryBackend } from '../memory/memory-backend.ts'
import { type Change, CompactedError, RevisionConflict, type Store } from '../store.ts'
import { reopenedBy, storeSuite } from '../testing/index.ts'
import type { Retention } from './compactor.ts'
import { openStore } from './mvcc-store.ts'

const variants: [name: string, retention: Retention][] = [
  ['the store with its history in memory', {}],
  ['the store with its history on the backend', { memoryBytes: 0 }],
]

for (const [name, retention] of variants) {
  storeSuite(name, async () => {
    const backend = new MemoryBackend()
    const open = () => openStore(backend, { clock: new VirtualClock(), retention })
    return await reopenedBy(open)
  })
}

/** A disk whose commits end when and how the test says. */
class SlowBackend extends MemoryBackend {
  readonly flushes: {
    batch: Batch
    succeed(): Promise<void>
    fail(error: Error): void
    keepAndFail(): Promise<void>
  }[] = []

  override commit(batch: Batch): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.flushes.push({
      batch,
      succeed: async () => {
        await super.commit(batch)
        resolve()
        await settled()
      },
      fail: reject,
      keepAndFail: async () => {
        await super.commit(batch)
        reject(new Error('lost the answer'))
        await settled()
      },
    })
    return promise
  }

  sizes(): number[] {
    return this.flushes.map(({ batch }) => batch.puts?.length ?? 0)
  }
}

describe('group commit', () => {
  it('shares one flush among those who come together, and the next among those who come meanwhile', async () => {
    const { store, backend } = await slow()
    const commits = [put(store, 'a', '1'), put(store, 'b', '2')]
    await settled()
    commits.push(put(store, 'c', '3'), put(store, 'd', '4'), put(store, 'e', '5'))
    await settled()
    expect(backend.sizes()).toEqual([2])
    await backend.flushes[0]?.succeed()
    expect(backend.sizes()).toEqual([2, 3])
    expect(store.revision).toBe(2)
    await backend.flushes[1]?.succeed()
    expect((await Promise.all(commits)).map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5])
  })

  it('shows nothing before it is durable', async () => {
    const { store, backend } = await slow()
    const seen: Change[] = []
    store.watch({ from: '', to: 'z', after: 0 }, (changes) => seen.push(...changes))
    const commit = put(store, 'a', '1')
    await settled()
    expect(store.revision).toBe(0)
    expect(await store.get('a')).toBeUndefined()
    expect(await store.range('', 'z')).toEqual({ items: [], revision: 0, remaining: 0 })
    expect(seen).toEqual([])
    await backend.flushes[0]?.succeed()
    expect(seen).toEqual([await commit])
    expect((await store.get('a'))?.modRevision).toBe(1)
  })

  it('reports a conflict with a pending write once that write is durable', async () => {
    const { store, backend } = await slow()
    const first = put(store, 'a', '1', 0)
    let refused: unknown
    const second = put(store, 'a', '2', 0).catch((error: unknown) => {
      refused = error
    })
    await settled()
    expect(refused).toBeUndefined()
    await backend.flushes[0]?.succeed()
    await second
    expect(refused).toBeInstanceOf(RevisionConflict)
    expect((refused as RevisionConflict).current).toBe((await first).item)
  })

  it('rejects the batch of a failed flush, and lets those who would have conflicted with it try', async () => {
    const { store, backend } = await slow()
    const failed = [put(store, 'a', '1', 0), put(store, 'b', '1')]
    const second = put(store, 'a', '2', 0)
    await settled()
    const onTop = put(store, 'b', '2', 2)
    const beside = put(store, 'c', '3', 0)
    const outcomes = Promise.allSettled([...failed, onTop])
    backend.flushes[0]?.fail(new Error('no room'))
    await settled()
    expect(store.revision).toBe(0)
    await backend.flushes[1]?.succeed()
    expect(
      (await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason.message),
    ).toEqual(['no room', 'no room', 'b is at revision 0'])
    expect([(await second).revision, (await beside).revision]).toEqual([1, 2])
    expect(store.revision).toBe(2)
  })

  it('works again when the backend does, and never shows what it rejected', async () => {
    const backend = new SlowBackend()
    await fill(backend, 3)
    const store = await openStore(backend, { clock: new VirtualClock() })
    const lost = Promise.allSettled([put(store, 'a', '1'), put(store, 'b', '2'), put(store, 'c', '3')])
    await settled()
    await backend.flushes[0]?.keepAndFail()
    expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    const kept = put(store, 'd', '1')
    await settled()
    await backend.flushes[1]?.succeed()
    expect((await kept).revision).toBe(4)
    const again = await openStore(backend, { clock: new VirtualClock() })
    expect(again.revision).toBe(4)
    expect((await again.range('', 'z')).items.map(({ key }) => key)).toEqual(['d', 'k0', 'k1', 'k2'])
  })

  it('flushes what was accepted before it closes, and accepts nothing after', async () => {
    const backend = new MemoryBackend()
    const store = await openStore(backend, { clock: new VirtualClock() })
    const commit = put(store, 'a', '1')
    const waiting = store.waitFor(9)
    await Promise.all([store[Symbol.asyncDispose](), expect(waiting).rejects.toThrow('the store is closed')])
    expect((await commit).revision).toBe(1)
    await expect(put(store, 'a', '2')).rejects.toThrow('the store is closed')
    await expect(store.get('a')).rejects.toThrow('the store is closed')
    expect((await openStore(backend, { clock: new VirtualClock() })).revision).toBe(1)
  })

  it('refuses a key that has no UTF-8 form', async () => {
    const store = await openStore(new MemoryBackend(), { clock: new VirtualClock() })
    await expect(put(store, 'a\ud800', '')).rejects.toThrow('a key must be well-formed Unicode')
  })
})

describe('compaction', () => {
  const value = 'x'.repeat(1000)

  it('trims what is older than the age once the size is exceeded, and keeps every current value', async () => {
    const clock = new VirtualClock()
    const backend = new MemoryBackend()
    const retention = { maxAgeMs: 60_000, maxBytes: 50_000 }
    const store = await openStore(backend, { clock, retention })
    await put(store, 'once', 'kept')
    for (let i = 0; i < 100; i++) await put(store, 'a', value)
    expect(store.compactedRevision).toBe(0)
    await clock.advance(61_000)
    await put(store, 'a', value)
    await settled()
    expect(store.compactedRevision).toBeGreaterThan(50)
    expect(store.compactedRevision).toBeLessThan(70)
    expect(await records(backend)).toBe(store.revision - store.compactedRevision + 2)
    const again = await openStore(backend, { clock, retention })
    expect((await again.range('', 'z')).items.map(({ key }) => key)).toEqual(['a', 'once'])
    expect(again.compactedRevision).toBe(store.compactedRevision)
    await expect(again.get('a', { revision: 10 })).rejects.toThrow(CompactedError)
    expect((await again.get('a', { revision: 80 }))?.modRevision).toBe(80)
  })

  it('lets size win over age in a burst', async () => {
    const store = await openStore(new MemoryBackend(), {
      clock: new VirtualClock(),
      retention: { maxAgeMs: 60_000, maxBytes: 10_000 },
    })
    for (let i = 0; i < 100; i++) await put(store, 'a', value)
    expect(store.compactedRevision).toBeGreaterThan(55)
  })

  it('forgets deleted keys wholly, and goes on counting where it was', async () => {
    const backend = new MemoryBackend()
    const store = await openStore(backend, { clock: new VirtualClock() })
    for (let i = 0; i < 1200; i++) await put(store, `k${i % 3}`, '')
    for (let i = 0; i < 3; i++) await store.commit({ key: `k${i}`, template: undefined, writer: 'me' })
    await store.compact(store.revision)
    expect(await records(backend)).toBe(0)
    expect((await openStore(backend, { clock: new VirtualClock() })).revision).toBe(1203)
  })

  it('tells the logger when it fails, and makes up for it later', async () => {
    const messages: string[] = []
    const clock = new VirtualClock()
    const backend = new (class extends MemoryBackend {
      isBroken = false
      override async commit(batch: Batch): Promise<void> {
        if (this.isBroken && batch.deletes?.length) throw new Error('no room')
        await super.commit(batch)
      }
    })()
    const retention = { maxAgeMs: 0, maxBytes: 5_000 }
    const store = await openStore(backend, { clock, retention, logger: (message) => messages.push(message) })
    backend.isBroken = true
    for (let i = 0; i < 30; i++) {
      await clock.advance(1)
      await put(store, 'a', value)
    }
    await settled()
    expect(messages).toContain('compaction failed and will be tried again: Error: no room')
    backend.isBroken = false
    await store.compact(store.revision)
    expect(await records(backend)).toBe(1)
  })

  it('waits with deleting until a watch has read what it missed', async () => {
    const backend = new MemoryBackend()
    const store = await openStore(backend, { clock: new VirtualClock(), retention: { memoryBytes: 0 } })
    for (let i = 0; i < 1200; i++) await put(store, `k${i % 600}`, String(i))
    const seen: Change[] = []
    const watcher = store.watch({ from: '', to: 'z', after: 600 }, (changes) => seen.push(...changes))
    await store.compact(1200)
    await watcher.caughtUp()
    expect(seen.map(({ previous }) => previous?.modRevision)).toEqual(
      Array.from({ length: 600 }, (_, i) => i + 1),
    )
    expect(await records(backend)).toBe(600)
  })
})

describe('opening', () => {
  it('clears up after a compaction that was interrupted', async () => {
    const backend = new MemoryBackend()
    const store = await openStore(backend, { clock: new VirtualClock() })
    await put(store, 'a', '1')
    await put(store, 'a', '2')
    await put(store, 'b', '3')
    await store.commit({ key: 'b', template: undefined, writer: 'me' })
    await put(store, 'a', '5')
    await backend.commit({ puts: [['meta/compacted', Buffer.from('4')]] })
    const again = await openStore(backend, { clock: new VirtualClock() })
    expect((await again.range('', 'z')).items.map(({ modRevision }) => modRevision)).toEqual([5])
    const seen: Change[] = []
    await again.watch({ from: '', to: 'z', after: 4 }, (changes) => seen.push(...changes)).caughtUp()
    expect(seen[0]?.previous?.modRevision).toBe(2)
    await again.compact(5)
    expect(await records(backend)).toBe(1)
  })

  it.each([
    [2, undefined, 'the log is damaged: revision 2 is missing'],
    [3, Buffer.from([9, ...new Uint8Array(40)]), 'log record 3 has format 9, this version reads 1'],
    [3, Buffer.from('x'), 'log record 3 is cut short'],
  ])('refuses a log whose record %i is %j', async (revision, bytes, message) => {
    const backend = new MemoryBackend()
    const store = await openStore(backend, { clock: new VirtualClock() })
    for (const name of ['a', 'b', 'c']) await put(store, name, '')
    const name = `log/${String(revision).padStart(16, '0')}`
    await backend.commit(bytes ? { puts: [[name, bytes]] } : { deletes: [name] })
    await expect(openStore(backend, { clock: new VirtualClock() })).rejects.toThrow(message)
  })
})

/** Writes `count` keys through a store of its own. */
async function fill(backend: SlowBackend, count: number): Promise<void> {
  const store = await openStore(backend, { clock: new VirtualClock() })
  const commits = Array.from({ length: count }, (_, i) => put(store, `k${i}`, ''))
  await settled()
  await backend.flushes.pop()?.succeed()
  await Promise.all(commits)
}

async function slow(): Promise<{ store: Store; backend: SlowBackend }> {
  const backend = new SlowBackend()
  return { backend, store: await openStore(backend, { clock: new VirtualClock() }) }
}

function put(store: Store, key: string, value: string, expected?: number): Promise<Change> {
  return store.commit({ key, template: { bytes: Buffer.from(value) }, expected, writer: 'me' })
}

async function records(backend: Backend): Promise<number> {
  const entries: Entry[] = await Array.fromAsync(backend.range('log/', 'log0'))
  return entries.length
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
