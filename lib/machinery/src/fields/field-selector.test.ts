import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeFieldValue, parseFieldSelector } from './field-selector.ts'

describe('parseFieldSelector', () => {
  it('reads requirements in the order of their texts', () => {
    expect(parseFieldSelector('b!=2,a==1,,c=').requirements).toEqual([
      { field: 'a', operator: '=', value: '1' },
      { field: 'b', operator: '!=', value: '2' },
      { field: 'c', operator: '=', value: '' },
    ])
  })

  it.each([
    ['metadata.name=a', { 'metadata.name': 'a' }, true],
    ['metadata.name=a', {}, false],
    ['metadata.name!=a', {}, true],
    ['spec.nodeName=', {}, true],
    ['a=1,b=2', { a: '1', b: '3' }, false],
    [String.raw`a=x\,y\=z\\`, { a: 'x,y=z\\' }, true],
    ['', {}, true],
  ])('%s over %o is %s', (text, fields, expected) => {
    expect(parseFieldSelector(text).matches(fields)).toBe(expected)
  })

  it.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    [String.raw`a=\x`, String.raw`invalid field selector: invalid escape sequence: \x`],
    ['a=\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('%s is refused', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(new Error(message))
  })

  it('knows what it demands exactly', () => {
    expect(parseFieldSelector('a=1,b!=2').exactValue('a')).toBe('1')
    expect(parseFieldSelector('a=1,b!=2').exactValue('b')).toBeUndefined()
    expect(parseFieldSelector('').isEverything).toBe(true)
    expect(parseFieldSelector('a=').isEverything).toBe(false)
  })

  it('reads back any value it escaped', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const selector = parseFieldSelector(`field=${escapeFieldValue(value)}`)
        expect(selector.requirements).toEqual([{ field: 'field', operator: '=', value }])
        expect(parseFieldSelector(String(selector)).requirements).toEqual(selector.requirements)
      }),
    )
  })
})
