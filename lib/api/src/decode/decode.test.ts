import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeJson } from './decode-json.ts'
import { decodeYaml, repeatedYamlKeys } from './decode-yaml.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('decodeJson', () => {
  it.each([
    ['{"spec":{"replicas":1,"replicas":2}}', ['spec.replicas']],
    ['{"a":[{"b":1},{"b":1,"b":{"b":1}}]}', ['a[1].b']],
    ['{"a\\u0062":1,"ab":2,"c":"\\"a\\":"}', ['ab']],
    ['{"a":"x","b":{"a":1},"c":["a","a"]}', []],
    ['{"a":1,"a":2,"a":3}', ['a']],
  ])('finds the duplicates of %s', (text, duplicates) => {
    expect(decodeJson(bytes(text), { findDuplicates: true })).toEqual({ value: JSON.parse(text), duplicates })
  })

  it('finds no duplicates in any JSON that was written from an object', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const canonical = JSON.stringify(JSON.parse(text))
        expect(decodeJson(bytes(canonical), { findDuplicates: true }).duplicates).toEqual([])
      }),
    )
  })

  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":', 'unexpected end of JSON input'],
    ['{"a":x}', "invalid character 'x' looking for beginning of value"],
    ['['.repeat(5000) + ']'.repeat(5000), 'exceeded max depth'],
    [`{"a":"\\\\\\"${']'.repeat(5000)}","b":${'['.repeat(5000)}`, 'exceeded max depth'],
  ])('refuses a body that is no JSON (%#)', (text, message) => {
    expect(() => decodeJson(bytes(text))).toThrow(message)
    expect(() => decodeJson(bytes(text))).toThrow(expect.objectContaining({ reason: 'BadRequest' }))
  })

  it('reads half of a pair of surrogates as the replacement character', () => {
    const text = String.raw`{"\udc00":["a\ud800b","\ud83d\ude00"],"__proto__":{}}`
    const { value } = decodeJson(bytes(text))
    expect(JSON.stringify(value)).toBe('{"\ufffd":["a\ufffdb","😀"],"__proto__":{}}')
  })

  it('takes brackets in strings for what they are', () => {
    const text = JSON.stringify({ a: '['.repeat(5000) })
    expect(decodeJson(bytes(text)).value).toEqual(JSON.parse(text))
  })
})

describe('decodeYaml', () => {
  it.each([
    ['a: yes\nb: "yes"\nc: on', { a: true, b: 'yes', c: true }],
    ['a: 010\nb: 0x1F\nc: 1e3\nd: 1:30', { a: 8, b: 31, c: 1000, d: '1:30' }],
    ['a: 2020-01-01\nb: 2020-01-01T00:00:00Z', { a: '2020-01-01', b: '2020-01-01T00:00:00Z' }],
    ['1: x\ntrue: z', { 1: 'x', true: 'z' }],
    ['a: !!binary aGVsbG8=', { a: 'hello' }],
    ['base: &b {x: 1}\nc:\n  <<: *b\n  z: 2', { base: { x: 1 }, c: { x: 1, z: 2 } }],
    ['---\na: 1\n---\nb: 2', { a: 1 }],
    ['{"a": 1}', { a: 1 }],
    ['{a: 1}', { a: 1 }],
    ['', null],
  ])('reads %j as Go does', (text, value) => {
    expect(decodeYaml(bytes(text)).value).toEqual(value)
  })

  it('finds duplicate keys, in JSON and in YAML', () => {
    expect(decodeYaml(bytes('a:\n- b: 1\n  b: 2'), { findDuplicates: true }).duplicates).toEqual(['a[0].b'])
    expect(decodeYaml(bytes('{"a":1,"a":2}'), { findDuplicates: true }).duplicates).toEqual(['a'])
  })

  it.each([
    'a: [',
    'a: .inf',
    '\ta: 1',
    'a: "\\ud800"',
    '"\\udc00": 1',
    '{a: 1}: b',
    '? [a]\n: b',
    'a: &a [1]\n*a : b',
  ])('refuses %j', (text) => {
    expect(() => decodeYaml(bytes(text))).toThrow(/^error converting YAML to JSON: /)
  })

  it.each([
    ['a: 1\n---\nb: [', { a: 1 }],
    ['# c\n---\na: 1\n...\nb: [', { a: 1 }],
    ['---\n---\nb: [', null],
    ['a: "1\n ---"\nb: 2', { a: '1 ---', b: 2 }],
  ])('reads the first document only: %j', (text, value) => {
    expect(decodeYaml(bytes(text)).value).toEqual(value)
  })

  it('reads aliases again and again, of a small document', () => {
    const text = `a: &a {x: 1}\nb: [${Array.from({ length: 300 }, () => '*a').join(', ')}]\nc: {<<: *a}`
    const { a, b, c } = decodeYaml(bytes(text)).value as { a: object; b: object[]; c: object }
    expect(b).toEqual(Array(300).fill(a))
    expect(c).toEqual(a)
  })

  it.each([
    [
      `a: &a [${Array(200).fill('x').join(', ')}]\nb: [${Array(900).fill('*a').join(', ')}]`,
      'document contains excessive aliasing',
    ],
    ['a: &a [1, *a]', "anchor 'a' value contains itself"],
    [`a: ${'['.repeat(1200)}${']'.repeat(1200)}`, 'exceeded max depth'],
    ['- '.repeat(1200), 'exceeded max depth'],
    ['!a '.repeat(1200), 'exceeded max depth'],
    [`a: [${'x,'.repeat(200_000)}]`, 'exceeded max number of tokens'],
  ])('refuses documents that grow when they are read: %.20s', (text, message) => {
    expect(() => decodeYaml(bytes(text))).toThrow(`error converting YAML to JSON: yaml: ${message}`)
  })
})

describe('keys that stand twice', () => {
  it.each([
    ['a: 1\nb: 2\na: 3\n', ['line 3: key "a" already set in map']],
    [
      'a:\n- x: 1\n  x: 2\nb: {c: 1, c: 2}\n',
      ['line 3: key "x" already set in map', 'line 4: key "c" already set in map'],
    ],
    ['{"a": {"b": 1,\n"b": 2}}', ['line 2: key "b" already set in map']],
    ['a: {b: 1}\nb: 1\n', []],
    ['', []],
  ])('in %j', (text, expected) => {
    expect(repeatedYamlKeys(Buffer.from(text))).toEqual(expected)
  })
})
