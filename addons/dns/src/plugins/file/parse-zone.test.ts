import { describe, expect, it } from 'vitest'
import { formatRecord } from '../../message/record.ts'
import { parseZone } from './parse-zone.ts'

const parsed = (text: string, files: Readonly<Record<string, string>> = {}): string[] =>
  parseZone(text, 'org.', (path) => {
    const included = files[path]
    if (included === undefined) throw new Error(`no file ${path}`)
    return included
  }).map((record) => formatRecord(record).replaceAll('\t', ' '))

describe('parseZone', () => {
  // What `named-checkzone -D` makes of the same text.
  it.each([
    ['$TTL 1h30m\na A 192.0.2.1', ['a.org. 5400 IN A 192.0.2.1']],
    [
      'a 1D IN A 192.0.2.1\n IN 2H A 192.0.2.2',
      ['a.org. 86400 IN A 192.0.2.1', 'a.org. 7200 IN A 192.0.2.2'],
    ],
    [
      '@ 5 SOA ns me\\.too ( 1 2h 30M ; comment\n 1w 10m )',
      ['org. 5 IN SOA ns.org. me\\.too.org. 1 7200 1800 604800 600'],
    ],
    ['$ORIGIN sub\na 5 A 192.0.2.1', ['a.sub.org. 5 IN A 192.0.2.1']],
    ['a 5 TXT "a;b" plain', ['a.org. 5 IN TXT "a;b" "plain"']],
    ['a 5 TYPE65280 \\# 3 010203', ['a.org. 5 IN TYPE65280 \\# 3 010203']],
    ['$GENERATE 1-5/2 h$ 5 A 192.0.2.$', [1, 3, 5].map((n) => `h${n}.org. 5 IN A 192.0.2.${n}`)],
    [
      '$GENERATE 9-10 h\u0024{1,3}.\u0024{0,2,x} 5 CNAME a',
      ['h010.09.org. 5 IN CNAME a.org.', 'h011.0a.org. 5 IN CNAME a.org.'],
    ],
  ])('reads %j', (text, expected) => {
    expect(parsed(text)).toEqual(expected)
  })

  it('reads files that are included, whose origin ends with them', () => {
    const files = { one: 'a 5 A 192.0.2.1\n$ORIGIN deep', two: '$INCLUDE one sub' }
    expect(parsed('$INCLUDE two\nb 5 A 192.0.2.2', files)).toEqual([
      'a.sub.org. 5 IN A 192.0.2.1',
      'b.org. 5 IN A 192.0.2.2',
    ])
  })

  it.each([
    ['$TTL soon', 'line 1: "soon" is no TTL'],
    ['\n$NOTHING x', 'line 2: $NOTHING is not supported'],
    ['$GENERATE 3-1 a A 1.1.1.1', 'line 1: bad range in $GENERATE: "3-1 a A 1.1.1.1"'],
    ['$GENERATE 0-65535 a A 1.1.1.1', 'line 1: too many records in $GENERATE'],
    ['@ SOA a b 1 2 3 4 never', 'line 1: "never" is no time'],
    ['a ( A 1.1.1.1', 'a parenthesis is not closed'],
  ])('refuses %j', (text, message) => {
    expect(() => parsed(text)).toThrow(message)
  })

  it('ends when files include each other', () => {
    expect(() => parsed('$INCLUDE loop', { loop: '$INCLUDE loop' })).toThrow('too deeply nested $INCLUDE')
  })
})
