import { describe, expect, it } from 'vitest'
import {
  type Change,
  CompactedError,
  FutureRevisionError,
  type Item,
  RevisionConflict,
  type Store,
  type Watcher,
} from '../store.ts'
import { storeProperty } from './store-property.ts'

export interface StoreFixture extends AsyncDisposable {
  readonly store: Store
  /** Disposes of the store and opens the same log anew. */
  reopen(): Promise<Store>
}

/** A fixture of a store that `open` opens again and again. */
export async function reopenedBy(open: () => Promise<Store>): Promise<StoreFixture> {
  const store = await open()
  let current = store
  return {
    store,
    reopen: async () => {
      await current[Symbol.asyncDispose]()
      current = await open()
      return current
    },
    [Symbol.asyncDispose]: () => current[Symbol.asyncDispose](),
  }
}

const all = { from: '', to: '\u{10ffff}' }

/** What every {@link Store} answers to. `setUp` gives an empty one; `histories` are compared with a model. */
export function storeSuite(name: string, setUp: () => Promise<StoreFixture>, histories = 40): void {
  describe(`${name} writes`, () => {
    it('numbers revisions from 1 without a gap, and answers with the change', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      expect(store.revision).toBe(0)
      const made = await put(store, 'a', 'one')
      expect(made).toMatchObject({ revision: 1, key: 'a', previous: undefined, origin: { writer: 'me' } })
      expect(made.item).toMatchObject({ key: 'a', createRevision: 1, modRevision: 1 })
      const changed = await put(store, 'a', 'two')
      expect(changed.item).toMatchObject({ createRevision: 1, modRevision: 2 })
      expect(changed.previous).toBe(made.item)
      const deleted = await remove(store, 'a')
      expect(deleted).toMatchObject({ revision: 3, item: undefined, previous: changed.item })
      expect((await put(store, 'a', 'three')).item).toMatchObject({ createRevision: 4, modRevision: 4 })
      expect(store.revision).toBe(4)
    })

    it.each([
      ['{"v":"","x":1}', 6, '{"v":"12","x":1}'],
      ['', 0, '12'],
      ['rv=', 3, 'rv=12'],
      ['ä', undefined, 'ä'],
    ])('inserts its revision into %j at %j', async (template, revisionAt, expected) => {
      await using fixture = await setUp()
      for (let i = 0; i < 11; i++) await put(fixture.store, 'other', '')
      const bytes = Buffer.from(template)
      const write = { key: 'a', template: { bytes, revisionAt }, writer: 'me' }
      const { item } = await fixture.store.commit(write)
      expect(text(item)).toBe(expected)
      expect(text(await (await fixture.reopen()).get('a'))).toBe(expected)
    })

    it('refuses what is not at the expected revision, tells what is, and writes nothing', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      const { item } = await put(store, 'a', 'one')
      const error = await refusal(put(store, 'a', 'two', 0))
      expect(error.current).toBe(item)
      expect(error.message).toBe('a is at revision 1')
      expect((await refusal(put(store, 'a', 'two', 7))).current).toBe(item)
      expect((await refusal(remove(store, 'a', 7))).current).toBe(item)
      expect((await refusal(put(store, 'b', 'two', 1))).current).toBeUndefined()
      expect((await refusal(remove(store, 'b'))).message).toBe('b is at revision 0')
      expect((await refusal(remove(store, 'b', 0))).current).toBeUndefined()
      expect(store.revision).toBe(1)
      await put(store, 'a', 'two', 1)
      await remove(store, 'a', 2)
      await put(store, 'a', 'three', 0)
      expect(store.revision).toBe(4)
    })

    it('lets exactly one of many writers at the same revision win', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      const attempts = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => put(store, 'a', `${i}`, 0)),
      )
      const won = attempts.filter(({ status }) => status === 'fulfilled')
      expect(won).toHaveLength(1)
      const item = await store.get('a')
      for (const attempt of attempts) {
        if (attempt.status === 'rejected') expect(attempt.reason.current).toBe(item)
      }
    })

    it('takes concurrent writes to one key in the order they came', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      const changes = await Promise.all([put(store, 'a', '1'), remove(store, 'a'), put(store, 'a', '2', 0)])
      expect(changes.map(({ revision }) => revision)).toEqual([1, 2, 3])
      expect(text(await store.get('a'))).toBe('2')
    })
  })

  describe(`${name} reads`, () => {
    it('ranges in key order, with a limit and what remains', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      for (const key of ['p/b', 'p/a', 'p/c', 'q/a', 'p/d']) await put(store, key, key)
      expect(keys((await store.range('p/', 'p0')).items)).toEqual(['p/a', 'p/b', 'p/c', 'p/d'])
      const page = await store.range('p/', 'p0', { limit: 3 })
      expect(keys(page.items)).toEqual(['p/a', 'p/b', 'p/c'])
      expect(page).toMatchObject({ revision: 5, remaining: 1 })
      expect(await store.range('p/', 'p0', { limit: 4 })).toMatchObject({ remaining: 0 })
      expect((await store.range('p/', 'p0', { limit: 0 })).items).toHaveLength(4)
      expect((await store.range('x', 'y')).items).toEqual([])
    })

    it('shows the past at every revision that is kept', async () => {
      await using fixture = await setUp()
      let { store } = fixture
      await put(store, 'a', 'a1')
      await put(store, 'b', 'b2')
      await put(store, 'a', 'a3')
      await remove(store, 'b')
      await put(store, 'b', 'b5')
      for (const round of ['before', 'after']) {
        const past = await Promise.all([1, 2, 3, 4, 5].map((revision) => store.range('', 'z', { revision })))
        expect(
          past.map(({ items }) => items.map(text)),
          round,
        ).toEqual([['a1'], ['a1', 'b2'], ['a3', 'b2'], ['a3'], ['a3', 'b5']])
        expect(past.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5])
        expect(await store.get('b', { revision: 4 })).toBeUndefined()
        expect(await store.get('b', { revision: 2 })).toMatchObject({ modRevision: 2, createRevision: 2 })
        expect(await store.range('', 'z', { revision: 2, limit: 1 })).toMatchObject({ remaining: 1 })
        store = await fixture.reopen()
      }
    })

    it('refuses the future and what was compacted, and keeps the current state', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      for (const value of ['1', '2', '3', '4']) await put(store, 'a', value)
      await put(store, 'b', '5')
      await remove(store, 'b')
      await expect(store.get('a', { revision: 7 })).rejects.toThrow(FutureRevisionError)
      await expect(store.compact(7)).rejects.toThrow(FutureRevisionError)
      await store.compact(3)
      await store.compact(2)
      expect(store.compactedRevision).toBe(3)
      const reader = await fixture.reopen()
      expect(reader.compactedRevision).toBe(3)
      await expect(reader.range('', 'z', { revision: 3 })).rejects.toThrow(
        'revision 3 has been compacted, oldest kept is 4',
      )
      expect(text(await reader.get('a', { revision: 4 }))).toBe('4')
      await reader.compact(6)
      expect(text(await reader.get('a'))).toBe('4')
      await expect(reader.get('a', { revision: 6 })).rejects.toThrow(CompactedError)
      const again = await fixture.reopen()
      expect(again.revision).toBe(6)
      expect(keys((await again.range('', 'z')).items)).toEqual(['a'])
      expect((await put(again, 'c', '')).revision).toBe(7)
    })
  })

  describe(`${name} is watched`, () => {
    it('tells what happened after a revision, then what happens, once each and in order', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      await put(store, 'p/a', '1')
      await put(store, 'p/b', '2')
      await put(store, 'q/a', '3')
      const seen: Change[] = []
      const watcher = store.watch({ from: 'p/', to: 'p0', after: 1 }, (changes) => seen.push(...changes))
      expect(seen).toEqual([])
      await watcher.caughtUp()
      expect(seen.map(({ revision }) => revision)).toEqual([2])
      const live = await Promise.all([put(store, 'p/a', '4'), put(store, 'q/a', '5'), remove(store, 'p/b')])
      const theirs = [live[0], live[2]].toSorted((a, b) => a.revision - b.revision)
      expect(seen.slice(1)).toEqual(theirs)
      expect(seen[1]).toBe(theirs[0])
      expect(Object.isFrozen(seen[1])).toBe(true)
      expect(watcher.revision).toBe(6)
      watcher.close()
      await put(store, 'p/a', '7')
      expect(seen).toHaveLength(3)
    })

    it('resumes after it was opened again, with the previous values', async () => {
      await using fixture = await setUp()
      await put(fixture.store, 'a', '1')
      await put(fixture.store, 'a', '2')
      await remove(fixture.store, 'a')
      await fixture.store.compact(1)
      const store = await fixture.reopen()
      const seen: Change[] = []
      await store.watch({ ...all, after: 1 }, (changes) => seen.push(...changes)).caughtUp()
      expect(seen.map(({ revision, item, previous }) => [revision, text(item), text(previous)])).toEqual([
        [2, '2', '1'],
        [3, undefined, '2'],
      ])
      expect(seen[0]?.origin.writer).toBe('me')
      expect(() => store.watch({ ...all, after: 0 }, () => {})).toThrow(CompactedError)
    })

    it('may be told nothing before the revision it asked for', async () => {
      await using fixture = await setUp()
      const seen: number[] = []
      fixture.store.watch({ ...all, after: 2 }, (changes) =>
        seen.push(...changes.map(({ revision }) => revision)),
      )
      await Promise.all(['1', '2', '3', '4'].map((value) => put(fixture.store, 'a', value)))
      expect(seen).toEqual([3, 4])
    })

    it('may write, watch and close while it is told', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      const seen: string[] = []
      const follow = (name: string) => (changes: readonly Change[]) =>
        void seen.push(...changes.map(({ revision }) => `${name}${revision}`))
      let written: Promise<Change> | undefined
      let early: Watcher | undefined
      const first = store.watch({ ...all, after: 0 }, (changes) => {
        follow('first')(changes)
        first.close()
        written = put(store, 'b', '2')
        store.watch({ ...all, after: 1 }, follow('late'))
        early = store.watch({ ...all, after: 0 }, follow('early'))
      })
      store.watch({ ...all, after: 0 }, follow('other'))
      await put(store, 'a', '1')
      await written
      await early?.caughtUp()
      expect(seen.toSorted()).toEqual(['early1', 'early2', 'first1', 'late2', 'other1', 'other2'])
    })

    it('has been told of a revision once the store says it is there', async () => {
      await using fixture = await setUp()
      const { store } = fixture
      const inside: number[] = []
      store.watch({ ...all, after: 0 }, () => inside.push(store.revision))
      const reached = store.waitFor(2)
      await put(store, 'a', '1')
      await put(store, 'a', '2')
      await reached
      expect(inside).toEqual([0, 1])
      await store.waitFor(1)
      expect(await store.newest()).toBe(2)
      await expect(store.waitFor(3, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    })
  })

  storeProperty(name, setUp, histories)
}

function put(store: Store, key: string, value: string, expected?: number): Promise<Change> {
  return store.commit({ key, template: { bytes: Buffer.from(value) }, expected, writer: 'me' })
}

function remove(store: Store, key: string, expected?: number): Promise<Change> {
  return store.commit({ key, template: undefined, expected, writer: 'me' })
}

async function refusal(commit: Promise<Change>): Promise<RevisionConflict> {
  const error: unknown = await commit.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(RevisionConflict)
  return error as RevisionConflict
}

function text(item: Item | undefined): string | undefined {
  return item && Buffer.from(item.value).toString()
}

function keys(items: readonly Item[]): string[] {
  return items.map(({ key }) => key)
}
