import { describe, expect, it } from 'vitest'
import type { Change, Item } from '../store.ts'
import { History } from './history.ts'

/** Appends one revision for each step: `+a` puts, `-a` deletes. */
function historyOf(steps: readonly string[], memoryBytes = 1_000_000): History {
  const history = new History(0, memoryBytes)
  const state = new Map<string, Item>()
  for (const [i, step] of steps.entries()) {
    const revision = i + 1
    const key = step.slice(1)
    const value = Buffer.from('v')
    const item = step.startsWith('+')
      ? { key, value, createRevision: revision, modRevision: revision, decoded: revision }
      : undefined
    const change: Change = {
      revision,
      key,
      item,
      previous: state.get(key),
      origin: { writer: 'me', atMs: revision },
    }
    history.append(change, 100)
    if (item) state.set(key, item)
    else state.delete(key)
  }
  return history
}

describe('History', () => {
  const steps = ['+a', '-a', '+a', '+b', '+a', '-b']

  it('knows which version a key has moved on from was there at a revision', () => {
    const history = historyOf(steps)
    expect([1, 2, 3, 4, 5, 6].map((revision) => history.versionAt('a', revision))).toEqual([1, 0, 3, 3, 3, 3])
    expect([3, 4, 5, 6].map((revision) => history.versionAt('b', revision))).toEqual([0, 4, 4, 0])
    expect(history.versionsAt('', 'z', 4)).toEqual([
      ['a', 3],
      ['b', 4],
    ])
  })

  it('names the records nobody needs when it forgets, and keeps nothing of what it forgot', () => {
    const history = historyOf(steps)
    expect(history.forget(2)).toEqual([1, 2])
    expect(history.versionAt('a', 4)).toBe(3)
    expect(history.forget(5)).toEqual([3])
    expect(history.versionsAt('', 'z', 5)).toEqual([['b', 4]])
    expect(history.forget(6)).toEqual([4, 6])
    expect(history.versionsAt('', 'z', 6)).toEqual([])
    expect([history.bytes, history.compactedRevision, history.revision]).toEqual([0, 6, 6])
  })

  it('has the newest changes in memory, as many as fit', () => {
    const history = historyOf(steps, 2 * (100 + 256))
    expect(history.since(3)).toBeUndefined()
    expect(history.since(4)?.map(({ revision }) => revision)).toEqual([5, 6])
    expect(history.since(6)).toEqual([])
    expect([history.change(4), history.change(5)?.revision]).toEqual([undefined, 5])
  })

  it.each<[name: string, limits: [number, number, number], expected: number]>([
    ['nothing while it is small', [600, 0, 9_999], 0],
    ['the oldest when it is not', [250, 9, 9_999], 4],
    ['nothing young', [250, 3, 9_999], 2],
    ['something young when it is much too big', [250, 0, 450], 2],
  ])('would forget %s', (_, limits, expected) => {
    expect(historyOf(steps).excess(...limits)).toBe(expected)
  })

  it('forgets the decoded form of what was replaced a while ago, and of nothing else', () => {
    const history = historyOf(['+a', ...Array.from({ length: 300 }, () => '+b')])
    const decoded = (revision: number): unknown => history.change(revision)?.item?.decoded
    expect([1, 2, 44].map(decoded)).toEqual([1, undefined, undefined])
    expect([45, 300, 301].map(decoded)).toEqual([45, 300, 301])
  })
})
