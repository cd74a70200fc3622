import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepFreeze } from '../json/json.ts'
import { applyJsonPatch } from './json-patch.ts'
import { applyMergePatch } from './merge-patch.ts'
import { PatchError } from './patch-error.ts'

const frozen = <T>(value: T): T => deepFreeze(value)

describe('applyJsonPatch', () => {
  it.each([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds over a member', { a: 1 }, [{ op: 'add', path: '/a', value: null }], { a: null }],
    ['inserts into a list', [1, 3], [{ op: 'add', path: '/1', value: 2 }], [1, 2, 3]],
    ['appends to a list', [1], [{ op: 'add', path: '/-', value: 2 }], [1, 2]],
    ['counts negative indices from the end', [1, 2], [{ op: 'remove', path: '/-1' }], [1]],
    ['removes', { a: 1, b: 2 }, [{ op: 'remove', path: '/a' }], { b: 2 }],
    ['replaces', { a: [1, 2] }, [{ op: 'replace', path: '/a/1', value: 3 }], { a: [1, 3] }],
    ['replaces everything', { a: 1 }, [{ op: 'replace', path: '', value: [] }], []],
    ['moves', { a: { b: 1 } }, [{ op: 'move', from: '/a/b', path: '/c' }], { a: {}, c: 1 }],
    ['sets a member that was not there', {}, [{ op: 'replace', path: '/x', value: 1 }], { x: 1 }],
    ['moves within a list', [1, 2, 3], [{ op: 'move', from: '/0', path: '/2' }], [2, 3, 1]],
    [
      'copies',
      { a: [1] },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/-', value: 2 },
      ],
      { a: [1], b: [1, 2] },
    ],
    ['tests', { a: { b: [1] } }, [{ op: 'test', path: '/a', value: { b: [1] } }], { a: { b: [1] } }],
    ['takes an absent member for null in a test', {}, [{ op: 'test', path: '/a', value: null }], {}],
    ['unescapes keys', { 'a/b~c': 1 }, [{ op: 'replace', path: '/a~1b~0c', value: 2 }], { 'a/b~c': 2 }],
    ['takes empty keys', { '': 1 }, [{ op: 'add', path: '/', value: 2 }], { '': 2 }],
  ])('%s', (_, document, operations, expected) => {
    expect(applyJsonPatch(frozen(document), frozen(operations))).toEqual(expected)
  })

  it.each([
    [
      { op: 'add', path: '/x/y', value: 1 },
      'add operation does not apply: doc is missing path: "/x/y": missing value',
    ],
    [
      { op: 'remove', path: '/x/y' },
      'remove operation does not apply: doc is missing path: "/x/y": missing value',
    ],
    [
      { op: 'remove', path: '/x' },
      "error in remove for path: '/x': unable to remove nonexistent key: x: missing value",
    ],
    [
      { op: 'replace', path: '/l/-', value: 1 },
      'replace operation does not apply: doc is missing key: /l/-: missing value',
    ],
    [
      { op: 'replace', path: '/x/y', value: 1 },
      'replace operation does not apply: doc is missing path: /x/y: missing value',
    ],
    [
      { op: 'move', from: '/x', path: '/y' },
      "error in move for path: 'x': unable to get nonexistent key: x: missing value",
    ],
    [
      { op: 'move', from: '/l', path: '/l/0' },
      "error in move for path: '/l/0': a value cannot move into itself",
    ],
    [
      { op: 'copy', from: '/x', path: '/y' },
      "error in copy for from: '/x': unable to get nonexistent key: x: missing value",
    ],
    [{ op: 'test', path: '/a', value: 2 }, 'testing value /a failed: test failed'],
    [
      { op: 'test', path: '/l/5', value: 2 },
      "error in test for path: '/l/5': Unable to access invalid index: 5: invalid index referenced",
    ],
    [
      { op: 'add', path: '/l/9', value: 2 },
      "error in add for path: '/l/9': Unable to access invalid index: 9: invalid index referenced",
    ],
    [
      { op: 'add', path: '/l/x', value: 2 },
      'error in add for path: \'/l/x\': strconv.Atoi: parsing "x": invalid syntax',
    ],
    [
      { op: 'add', path: '/toString/x', value: 1 },
      'add operation does not apply: doc is missing path: "/toString/x": missing value',
    ],
    [{ op: 'frob', path: '/a' }, 'Unexpected kind: frob'],
    [{ path: '/a' }, 'Unexpected kind: unknown'],
  ])('%j does not apply', (operation, message) => {
    const document = frozen({ a: 1, l: [1] })
    expect(() => applyJsonPatch(document, [operation])).toThrow(new PatchError(422, message))
  })

  it('changes nothing if one operation fails', () => {
    const document = { a: { b: 1 } }
    const operations = [
      { op: 'add', path: '/a/c', value: 1 },
      { op: 'remove', path: '/x' },
    ]
    expect(() => applyJsonPatch(document, operations)).toThrow(PatchError)
    expect(document).toEqual({ a: { b: 1 } })
  })

  it('shares nothing with its arguments', () => {
    const value = { inner: [1] }
    const document = { a: { b: 1 } }
    const result = applyJsonPatch(document, [{ op: 'add', path: '/v', value }]) as {
      v: typeof value
      a: object
    }
    expect(result.v).not.toBe(value)
    expect(result.v.inner).not.toBe(value.inner)
    expect(result.a).not.toBe(document.a)
  })

  it('treats __proto__ as any key', () => {
    const operations = [{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]
    const result = applyJsonPatch({}, operations) as Record<string, unknown>
    expect(Object.keys(result)).toEqual(['__proto__'])
    expect(result.polluted).toBeUndefined()
    const deep = [{ op: 'add', path: '/__proto__/polluted', value: 1 }]
    expect(() => applyJsonPatch({}, deep)).toThrow(PatchError)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('refuses to grow by copying copies', () => {
    const doubling = Array.from({ length: 40 }, (_, index) => ({
      op: 'copy',
      from: '/a',
      path: `/a/${index}`,
    }))
    expect(() => applyJsonPatch({ a: { text: 'x'.repeat(100) } }, doubling)).toThrow(
      /^Unable to complete the copy, the accumulated size increase of copy is \d+, exceeding the limit 3145728$/,
    )
  })

  it('refuses too many operations', () => {
    const many = new Array(10_001).fill({ op: 'test', path: '', value: {} })
    expect(() => applyJsonPatch({}, many)).toThrow(expect.objectContaining({ code: 413 }))
  })

  it('is malformed (400) unless it is a list of objects', () => {
    expect(() => applyJsonPatch({}, [1])).toThrow(expect.objectContaining({ code: 400 }))
    expect(() => applyJsonPatch({}, {} as never)).toThrow(expect.objectContaining({ code: 400 }))
  })

  it('does and undoes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.jsonValue(),
        (document, key, value) => {
          const path = `/new${key.replace(/~/g, '~0').replace(/\//g, '~1')}`
          const added = applyJsonPatch({ ...document }, [
            { op: 'add', path, value },
            { op: 'test', path, value },
            { op: 'move', from: path, path: '/elsewhere' },
            { op: 'copy', from: '/elsewhere', path },
            { op: 'remove', path: '/elsewhere' },
          ])
          const { [`new${key}`]: _, elsewhere: __, ...rest } = document
          expect(applyJsonPatch(added, [{ op: 'remove', path }])).toEqual(rest)
        },
      ),
    )
  })
})

describe('applyMergePatch', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j and %j is %j (RFC 7386, appendix A)', (document, patch, expected) => {
    expect(applyMergePatch(frozen(document), frozen(patch))).toEqual(expected)
  })

  it('is idempotent, whatever the patch', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (document, patch) => {
        const once = applyMergePatch(frozen(document), frozen(patch))
        expect(applyMergePatch(once, patch)).toEqual(once)
      }),
    )
  })

  it('treats __proto__ as any key', () => {
    const result = applyMergePatch({}, JSON.parse('{"__proto__": {"polluted": 1}}')) as Record<
      string,
      unknown
    >
    expect(Object.keys(result)).toEqual(['__proto__'])
    expect(result.polluted).toBeUndefined()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
