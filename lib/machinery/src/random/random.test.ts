import { describe, expect, it } from 'vitest'
import { jitter, nameSuffix, seededRandom, systemRandom } from './random.ts'

describe('seededRandom', () => {
  it('gives the same sequence for the same seed and another for another', () => {
    const sequence = (seed: number): unknown[] => {
      const random = seededRandom(seed)
      return [random.next(), random.next(), random.uuid()]
    }
    expect(sequence(1)).toEqual(sequence(1))
    expect(sequence(1)).not.toEqual(sequence(2))
  })

  it('spreads over [0, 1)', () => {
    const random = seededRandom(7)
    const values = Array.from({ length: 1000 }, () => random.next())
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean).toBeCloseTo(0.5, 1)
  })

  it.each([
    ['seeded', seededRandom(3)],
    ['system', systemRandom],
  ])('makes version 4 UUIDs (%s)', (_, random) => {
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('nameSuffix', () => {
  it('has five characters without vowels', () => {
    expect(nameSuffix(seededRandom(1))).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(nameSuffix(seededRandom(1), 10)).toHaveLength(10)
  })
})

describe('jitter', () => {
  it('lengthens by at most the factor', () => {
    expect(jitter({ next: () => 0, uuid: () => '' }, 100, 0.5)).toBe(100)
    expect(jitter({ next: () => 0.5, uuid: () => '' }, 100, 0.5)).toBe(125)
  })
})
