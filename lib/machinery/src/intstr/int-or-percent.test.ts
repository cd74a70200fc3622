import { describe, expect, it } from 'vitest'
import { scaledIntOrPercent } from './int-or-percent.ts'

describe('scaledIntOrPercent', () => {
  it.each([
    [3, 10, true, 3],
    ['25%', 10, true, 3],
    ['25%', 10, false, 2],
    ['0%', 10, true, 0],
    ['100%', 7, false, 7],
    ['7%', 100, true, 7],
    ['150%', 4, false, 6],
  ])('%s of %s (round up: %s) is %s', (value, total, roundUp, expected) => {
    expect(scaledIntOrPercent(value, total, roundUp)).toBe(expected)
  })

  it.each([
    [undefined, 'nil value for IntOrString'],
    ['5', 'invalid value for IntOrString: invalid type: string is not a percentage'],
    ['x%', 'invalid value for IntOrString: invalid value "x%": strconv.Atoi: parsing "x": invalid syntax'],
  ])('refuses %s', (value, message) => {
    expect(() => scaledIntOrPercent(value, 1, true)).toThrow(new Error(message))
  })
})
