import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSelector } from './parse-selector.ts'

describe('parseSelector', () => {
  it.each([
    ['a=b', { a: 'b' }, true],
    ['a==b', { a: 'c' }, false],
    ['a=b,c=d', { a: 'b', c: 'd' }, true],
    ['a=b,c=d', { a: 'b' }, false],
    ['a!=b', {}, true],
    ['a!=b', { a: 'b' }, false],
    ['a in (b, c)', { a: 'c' }, true],
    ['a in (b,c)', {}, false],
    ['a notin (b,c)', {}, true],
    ['a notin (b,c)', { a: 'b' }, false],
    ['a', { a: '' }, true],
    ['!a', { a: '' }, false],
    [' ! a ', {}, true],
    ['a>5', { a: '6' }, true],
    ['a>5', { a: '5' }, false],
    ['a<5', { a: '4' }, true],
    ['a<5', { a: 'x' }, false],
    ['a=', { a: '' }, true],
    ['a=', {}, false],
    ['a in (,b)', { a: '' }, true],
    ['a in (b,)', { a: '' }, true],
    ['in in (in,notin)', { in: 'notin' }, true],
    ['example.com/x=1', { 'example.com/x': '1' }, true],
    ['toString', {}, false],
    ['!constructor', {}, true],
    ['', { any: 'thing' }, true],
  ])('%s over %o is %s', (text, labels, expected) => {
    expect(parseSelector(text).matches(labels)).toBe(expected)
  })

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['=b', "found '=', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    [
      'a in ()',
      "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
    ],
    [
      'a>x',
      'unable to parse requirement: values[0]: Invalid value: "x": ' +
        "for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      '_a=b',
      'unable to parse requirement: <nil>: Invalid value: "_a": name part must consist of alphanumeric characters, ' +
        "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or " +
        "'123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
  ])('%s is refused as upstream refuses it', (text, message) => {
    expect(() => parseSelector(text)).toThrow(new Error(message))
  })

  it('refuses a value that no label can have', () => {
    expect(() => parseSelector('a=b$')).toThrow('values[0][a]: Invalid value: "b$": a valid label must be')
  })

  it('prints its requirements sorted by key', () => {
    const text = 'x in (c,a, b),!n,e,b!=2,a==1,g>3'
    expect(String(parseSelector(text))).toBe('a==1,b!=2,e,g>3,!n,x in (a,b,c)')
  })

  it('reads back what it prints and then matches the same labels', () => {
    const key = fc.constantFrom('a', 'b', 'example.com/c')
    const value = fc.constantFrom('', '1', '2', 'x')
    const requirement = fc.oneof(
      fc.tuple(key, fc.constantFrom('=', '==', '!='), value).map((parts) => parts.join('')),
      fc
        .tuple(key, fc.constantFrom('in', 'notin'), fc.array(value, { minLength: 1, maxLength: 3 }))
        .map(([k, operator, values]) => `${k} ${operator} (${values.join(',') || ','})`),
      fc.tuple(fc.constantFrom('', '!'), key).map((parts) => parts.join('')),
      fc.tuple(key, fc.constantFrom('>', '<'), fc.nat()).map((parts) => parts.join('')),
    )
    const labels = fc.dictionary(key, value)
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), labels, (requirements, set) => {
        const selector = parseSelector(requirements.join(','))
        const again = parseSelector(String(selector))
        expect(String(again)).toBe(String(selector))
        expect(again.matches(set)).toBe(selector.matches(set))
        const each = requirements.every((one) => parseSelector(one).matches(set))
        expect(selector.matches(set)).toBe(each)
      }),
    )
  })
})
