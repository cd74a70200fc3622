import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys } from '../key-order.ts'
import { type Change, CompactedError, RevisionConflict, type Store, type Watcher } from '../store.ts'
import type { StoreFixture } from './store-suite.ts'

interface Logged {
  readonly revision: number
  readonly key: string
  readonly value: string | undefined
}

type Step =
  | {
      readonly do: 'put' | 'delete'
      readonly key: string
      readonly expected: 'any' | 'none' | 'current' | 'stale'
    }
  | { readonly do: 'together'; readonly keys: readonly string[] }
  | {
      readonly do: 'read'
      readonly span: readonly [string, string]
      readonly at: number
      readonly limit: number
    }
  | { readonly do: 'watch'; readonly span: readonly [string, string]; readonly at: number }
  | { readonly do: 'compact'; readonly at: number }
  | { readonly do: 'reopen' }

const key = fc.constantFrom('a', 'a/b', 'a/b/c', 'a/c', 'a0', 'b', 'ä', '\uffff', '\u{10000}')
const span = fc.tuple(key, key)
const at = fc.double({ min: 0, max: 1, noNaN: true })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('put' as const, 'put' as const, 'delete' as const),
      key,
      expected: fc.constantFrom('any' as const, 'none' as const, 'current' as const, 'stale' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('together' as const),
      keys: fc.array(key, { minLength: 2, maxLength: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      span,
      at,
      limit: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('watch' as const), span, at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compact' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
)

/** The whole of a store as a list of what was written. */
class Model {
  readonly log: Logged[] = []
  compacted = 0

  get revision(): number {
    return this.log.length
  }

  write(key: string, value: string | undefined): void {
    this.log.push({ revision: this.revision + 1, key, value })
  }

  /** Key, value and revision of what is there at a revision, in order. */
  state(revision: number): [key: string, value: string, modRevision: number][] {
    const newest = new Map(this.log.slice(0, revision).map((entry) => [entry.key, entry]))
    return [...newest.values()]
      .filter(({ value }) => value !== undefined)
      .map(({ key, value, revision }): [string, string, number] => [key, value ?? '', revision])
      .sort(([a], [b]) => compareKeys(a, b))
  }

  modRevision(key: string): number {
    return this.state(this.revision).find(([name]) => name === key)?.[2] ?? 0
  }
}

interface Watching {
  readonly watcher: Watcher
  readonly after: number
  readonly span: readonly [string, string]
  readonly seen: Change[]
}

/** Does random steps to a store and to the model, and compares. */
class Run {
  readonly #fixture: StoreFixture
  readonly #model = new Model()
  #store: Store
  #watching: Watching[] = []

  constructor(fixture: StoreFixture) {
    this.#fixture = fixture
    this.#store = fixture.store
  }

  async take(next: Step): Promise<void> {
    if (next.do === 'put' || next.do === 'delete') await this.#write(next)
    else if (next.do === 'together') await this.#together(next.keys)
    else if (next.do === 'read') await this.#read(next)
    else if (next.do === 'watch') this.#watch(next)
    else if (next.do === 'compact') await this.#compact(this.#revisionAt(next.at))
    else await this.#reopen()
    expect(this.#store.revision).toBe(this.#model.revision)
    expect(this.#store.compactedRevision).toBe(this.#model.compacted)
  }

  async finish(): Promise<void> {
    await this.#compareWatches()
    const { items } = await this.#store.range('', '\u{10ffff}')
    expect(
      items.map(({ key, value, modRevision }) => [key, Buffer.from(value).toString(), modRevision]),
    ).toEqual(this.#model.state(this.#model.revision))
  }

  async #write(next: Step & { do: 'put' | 'delete' }): Promise<void> {
    const current = this.#model.modRevision(next.key)
    const expected = { any: undefined, none: 0, current, stale: current + 1 }[next.expected]
    const fits = (expected === undefined || expected === current) && (next.do === 'put' || current > 0)
    const value = next.do === 'put' ? `v${this.#model.revision + 1}` : undefined
    const commit = this.#commit(next.key, value, expected)
    if (!fits) return await expect(commit).rejects.toThrow(RevisionConflict)
    this.#model.write(next.key, value)
    expect((await commit).revision).toBe(this.#model.revision)
  }

  async #together(keys: readonly string[]): Promise<void> {
    const changes = await Promise.all(keys.map((key) => this.#commit(key, '')))
    // Writes to one key are taken in the order they came; between keys any order will do.
    for (const name of keys) {
      const theirs = changes.filter(({ key }) => key === name).map(({ revision }) => revision)
      expect(theirs).toEqual(theirs.toSorted((a, b) => a - b))
    }
    for (const { key, revision } of changes.toSorted((a, b) => a.revision - b.revision)) {
      this.#model.write(key, `v${revision}`)
    }
  }

  #commit(key: string, value: string | undefined, expected?: number): Promise<Change> {
    const template = value === undefined ? undefined : { bytes: Buffer.from('v'), revisionAt: 1 }
    return this.#store.commit({ key, template, expected, writer: 'model' })
  }

  async #read({ span: [from, to], at, limit }: Step & { do: 'read' }): Promise<void> {
    const revision = this.#revisionAt(at)
    const read = this.#store.range(from, to, { revision, limit })
    if (revision <= this.#model.compacted) return await expect(read).rejects.toThrow(CompactedError)
    const expected = this.#model.state(revision).filter(([key]) => isWithin(key, [from, to]))
    const page = limit > 0 ? expected.slice(0, limit) : expected
    const { items, remaining } = await read
    expect(
      items.map(({ key, value, modRevision }) => [key, Buffer.from(value).toString(), modRevision]),
    ).toEqual(page)
    expect(remaining).toBe(expected.length - page.length)
    const one = await this.#store.get(from, { revision })
    expect(one?.modRevision).toBe(this.#model.state(revision).find(([key]) => key === from)?.[2])
  }

  #watch({ span, at }: Step & { do: 'watch' }): void {
    const after = this.#revisionAt(at)
    const seen: Change[] = []
    const watch = (): Watcher =>
      this.#store.watch({ from: span[0], to: span[1], after }, (changes) => seen.push(...changes))
    if (after < this.#model.compacted) expect(watch).toThrow(CompactedError)
    else {
      this.#watching.push({ watcher: watch(), after, span, seen })
    }
  }

  async #compact(revision: number): Promise<void> {
    await this.#store.compact(revision)
    this.#model.compacted = Math.max(this.#model.compacted, revision)
  }

  async #reopen(): Promise<void> {
    await this.#compareWatches()
    this.#store = await this.#fixture.reopen()
  }

  async #compareWatches(): Promise<void> {
    for (const { watcher, after, span, seen } of this.#watching) {
      const expected = this.#model.log.filter((entry) => entry.revision > after && isWithin(entry.key, span))
      await watcher.caughtUp()
      expect(seen.map((change) => [change.revision, change.key, change.item?.modRevision])).toEqual(
        expected.map((entry) => [
          entry.revision,
          entry.key,
          entry.value === undefined ? undefined : entry.revision,
        ]),
      )
      for (const { previous, revision, key } of seen) {
        const before = this.#model.state(revision - 1).find(([name]) => name === key)
        expect(previous && Buffer.from(previous.value).toString()).toBe(before?.[1])
      }
    }
    this.#watching = []
  }

  #revisionAt(share: number): number {
    return Math.round(share * this.#model.revision)
  }
}

function isWithin(name: string, [from, to]: readonly [string, string]): boolean {
  return compareKeys(from, name) <= 0 && compareKeys(name, to) < 0
}

/** Random histories, against a model that is a plain list. */
export function storeProperty(name: string, setUp: () => Promise<StoreFixture>, numRuns = 40): void {
  describe(`${name} agrees with its model`, () => {
    it('whatever is put, deleted, read, watched, compacted and opened again', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          await using fixture = await setUp()
          const run = new Run(fixture)
          for (const next of steps) await run.take(next)
          await run.finish()
        }),
        { numRuns },
      )
    })
  })
}
