import { describe, expect, it } from 'vitest'
import { IndexIntervals } from './index-intervals.ts'

describe('index intervals', () => {
  it.each([
    ['', 5, '', 0],
    ['1,3-5,7', 10, '1,3-5,7', 5],
    ['0-9', 4, '0-3', 4],
    ['0,4-6', 4, '0', 1],
    ['3-4,0-2', 9, '0-4', 5],
    ['0-1,1-2', 9, '0-2', 3],
    ['x,2,-1,3-', 9, '2', 1],
  ])('%j below %i is %j', (text, completions, expected, total) => {
    const intervals = IndexIntervals.parse(text, completions)
    expect(String(intervals)).toBe(expected)
    expect(intervals.total).toBe(total)
  })

  it('grow by single indexes, in any order', () => {
    const grown = IndexIntervals.parse('2-4', 100).with([9, 1, 6, 5, 5])
    expect(String(grown)).toBe('1-6,9')
    expect([0, 1, 4, 6, 7, 9, 10].filter((index) => grown.has(index))).toEqual([1, 4, 6, 9])
  })

  it('tell the lowest indexes they lack', () => {
    expect(IndexIntervals.parse('0-1,3,6-7', 10).firstMissing(4, 10)).toEqual([2, 4, 5, 8])
    expect(IndexIntervals.parse('0-1', 3).firstMissing(4, 3)).toEqual([2])
    expect(IndexIntervals.none.firstMissing(2, 10)).toEqual([0, 1])
  })

  it('count what they share', () => {
    const one = IndexIntervals.parse('0-3,8', 10)
    expect(one.sharedWith(IndexIntervals.parse('2-8', 10))).toBe(3)
    expect(one.sharedWith(IndexIntervals.none)).toBe(0)
  })
})
