import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allotSeats, type SeatClaim } from './allot-seats.ts'

const claim = (nominal: number, claimed: Partial<SeatClaim>): SeatClaim => ({
  ...{ nominal, min: nominal, max: 600, high: 0, smooth: 0 },
  ...claimed,
})

describe('seats', () => {
  it('that nobody needs go to who does', () => {
    const idle = claim(50, { min: 10 })
    const busy = claim(50, { high: 500, smooth: 500 })
    expect(allotSeats(100, [idle, busy])).toEqual([10, 90])
  })

  it('that are lent come back to who needs them', () => {
    const lender = claim(50, { min: 10, high: 40, smooth: 40 })
    const busy = claim(50, { high: 500, smooth: 500 })
    expect(allotSeats(100, [lender, busy])).toEqual([40, 60])
  })

  it('are not borrowed beyond a limit', () => {
    const idle = claim(50, { min: 0 })
    const bounded = claim(50, { max: 60, high: 500, smooth: 500 })
    expect(allotSeats(100, [idle, bounded])).toEqual([0, 60])
  })

  it('are shared by what each would like where all want more', () => {
    const [a, b] = [
      claim(50, { min: 20, high: 300, smooth: 300 }),
      claim(50, { min: 20, high: 100, smooth: 100 }),
    ]
    expect(allotSeats(160, [a, b])).toEqual([110, 50])
  })

  it('are within bounds, and no more than there are', () => {
    const claims = fc.array(
      fc
        .record({
          nominal: fc.integer({ min: 1, max: 100 }),
          lendable: fc.double({ min: 0, max: 1, noNaN: true }),
          borrowing: fc.integer({ min: 0, max: 100 }),
          high: fc.integer({ min: 0, max: 500 }),
          extra: fc.integer({ min: 0, max: 200 }),
        })
        .map(({ nominal, lendable, borrowing, high, extra }) => ({
          ...{ nominal, high, smooth: high + extra, max: nominal + borrowing },
          min: nominal - Math.round(nominal * lendable),
        })),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(claims, (given) => {
        const total = given.reduce((all, { nominal }) => all + nominal, 0)
        const seats = allotSeats(total, given)
        expect(seats.reduce((all, each) => all + each, 0)).toBeLessThanOrEqual(total)
        for (const [i, { nominal, min, max, high }] of given.entries()) {
          expect(seats[i]).toBeGreaterThanOrEqual(Math.max(min, Math.min(nominal, high)))
          expect(seats[i]).toBeLessThanOrEqual(max)
        }
      }),
      { seed: 1 },
    )
  })
})
