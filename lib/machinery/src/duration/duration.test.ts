import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, humanDuration, parseDuration } from './duration.ts'

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000] as const

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['5s', 5 * second],
    ['1h5m3.5s', hour + 5 * minute + 3.5 * second],
    ['-1.5h', -1.5 * hour],
    ['+20ms', 20],
    ['.5m', 30 * second],
    ['1.s', second],
    ['1us', 0.001],
    ['1µs', 0.001],
    ['100ns', 0.0001],
  ])('%s is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each([
    ['', 'time: invalid duration ""'],
    ['3', 'time: missing unit in duration "3"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1toString', 'time: unknown unit "toString" in duration "1toString"'],
    ['s', 'time: invalid duration "s"'],
    ['.s', 'time: invalid duration ".s"'],
    ['-', 'time: invalid duration "-"'],
    ['1.2.3s', 'time: missing unit in duration "1.2.3s"'],
    ['9999999999h', 'time: invalid duration "9999999999h"'],
  ])('refuses %j', (text, message) => {
    expect(() => parseDuration(text)).toThrow(new Error(message))
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [hour, '1h0m0s'],
    [90.5 * second, '1m30.5s'],
    [1500, '1.5s'],
    [20, '20ms'],
    [1.5, '1.5ms'],
    [0.001, '1µs'],
    [0.0001, '100ns'],
    [-minute, '-1m0s'],
    [25 * hour, '25h0m0s'],
  ])('%s ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('is read back as the same duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })
})

describe('humanDuration', () => {
  it.each([
    [-5 * second, '<invalid>'],
    [-1 * second, '0s'],
    [0, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [150 * second, '2m30s'],
    [10 * minute, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [200 * minute, '3h20m'],
    [8 * hour, '8h'],
    [47 * hour, '47h'],
    [2 * day, '2d'],
    [2 * day + 4 * hour, '2d4h'],
    [8 * day, '8d'],
    [729 * day, '729d'],
    [730 * day, '2y'],
    [800 * day, '2y70d'],
    [10 * 365 * day, '10y'],
  ])('%s ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text)
  })
})
