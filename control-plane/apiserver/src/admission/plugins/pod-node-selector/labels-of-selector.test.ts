import { describe, expect, it } from 'vitest'
import { labelsOfSelector } from './labels-of-selector.ts'

describe('labelsOfSelector', () => {
  it.each([
    ['', []],
    ['a=b', [['a', 'b']]],
    [
      ' example.com/a = b , constructor=',
      [
        ['example.com/a', 'b'],
        ['constructor', ''],
      ],
    ],
  ])('reads "%s"', (text, labels) => {
    expect([...labelsOfSelector(text)]).toEqual(labels)
  })

  it.each([
    ['a', 'invalid selector: [a]'],
    ['a=b=c', 'invalid selector: [a b c]'],
    ['a=b,', 'invalid selector: []'],
    ['-a=b', /^<nil>: Invalid value: "-a": name part must consist of/],
    ['a=-b', /^\[a\]: Invalid value: "-b": a valid label must be/],
  ])('refuses "%s"', (text, message) => {
    expect(() => labelsOfSelector(text)).toThrow(message)
  })
})
