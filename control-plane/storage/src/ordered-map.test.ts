import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys, prefixEnd } from './key-order.ts'
import { OrderedMap } from './ordered-map.ts'

const anyKey = fc.string({ unit: 'binary', maxLength: 4 })

describe('OrderedMap', () => {
  it('is the same made of what is in order already', () => {
    const keys = Array.from({ length: 1500 }, (_, i) => `k${String(i).padStart(4, '0')}`)
    const map = OrderedMap.ofSorted(
      keys,
      keys.map((_, i) => i),
    )
    expect([map.size, map.get('k0000'), map.get('k0256'), map.get('k1499'), map.get('k1500')]).toEqual([
      ...[1500, 0, 256, 1499, undefined],
    ])
    for (let i = 0; i < 1000; i++) map.set(`k0300-${i}`, i)
    map.delete('k0301')
    expect(map.count('k0300', 'k0303')).toBe(1002)
    expect(map.values('k0255', 'k0258')).toEqual([255, 256, 257])
  })

  it('agrees with a sorted list over many chunks', () => {
    const key = fc.integer({ min: 0, max: 3000 }).map((n) => `k${n}`)
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1500, maxLength: 3000 }),
        fc.array(key, { maxLength: 1500 }),
        key,
        key,
        (sets, deletes, from, to) => {
          const map = new OrderedMap<string>()
          const model = new Map<string, string>()
          for (const [i, name] of sets.entries()) {
            expect(map.set(name, `${i}`)).toBe(model.get(name))
            model.set(name, `${i}`)
          }
          for (const name of deletes) {
            expect(map.delete(name)).toBe(model.get(name))
            model.delete(name)
          }
          const expected = [...model]
            .filter(([name]) => from <= name && name < to)
            .sort(([a], [b]) => compareKeys(a, b))
          expect(map.entries(from, to)).toEqual(expected)
          expect(map.values(from, to, 700)).toEqual(expected.slice(0, 700).map(([, value]) => value))
          expect(map.count(from, to)).toBe(expected.length)
          expect(map.size).toBe(model.size)
          expect(map.get(from)).toBe(model.get(from))
        },
      ),
      { numRuns: 15 },
    )
  })

  it('takes keys in order, in reverse, and gives them all back', () => {
    const names = Array.from({ length: 5000 }, (_, i) => String(i).padStart(5, '0'))
    for (const order of [names, names.toReversed()]) {
      const map = new OrderedMap<string>()
      for (const name of order) map.set(name, name)
      expect(map.values('', 'a')).toEqual(names)
      for (const name of order) map.delete(name)
      expect(map.values('', 'a')).toEqual([])
      expect(map.size).toBe(0)
    }
  })
})

describe('the order of keys', () => {
  it('is that of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  it('has everything that starts with a prefix before the end of the prefix, and nothing else', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (prefix, other) => {
        const isWithin = compareKeys(prefix, other) <= 0 && compareKeys(other, prefixEnd(prefix)) < 0
        expect(isWithin).toBe(other.startsWith(prefix))
        expect(compareKeys(prefix + other, prefixEnd(prefix))).toBeLessThan(0)
      }),
    )
  })

  it.each([
    ['/registry/pods/', '/registry/pods0'],
    ['a\ud7ff', 'a\ue000'],
    ['a\u{10ffff}', 'b'],
  ])('ends the prefix %j at %j', (prefix, end) => {
    expect(prefixEnd(prefix)).toBe(end)
  })
})
