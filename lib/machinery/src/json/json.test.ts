import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloneJson, deepEqual, deepFreeze } from './json.ts'

const withProto = (): unknown => JSON.parse('{"__proto__": {"polluted": true}, "a": [1]}')

describe('cloneJson', () => {
  it('copies any JSON value, sharing nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = cloneJson(deepFreeze(value))
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
        expect(deepEqual(copy, value)).toBe(true)
        if (typeof value === 'object' && value !== null) {
          expect(copy).not.toBe(value)
          expect(Object.isFrozen(copy)).toBe(false)
        }
      }),
    )
  })

  it('keeps a key named __proto__ as data', () => {
    const copy = cloneJson(withProto()) as object
    expect(Object.hasOwn(copy, '__proto__')).toBe(true)
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect('polluted' in copy).toBe(false)
  })
})

describe('deepFreeze', () => {
  it('freezes all the way down', () => {
    const value = deepFreeze({ a: [{ b: 1 }] })
    expect(() => {
      ;(value.a[0] as { b: number }).b = 2
    }).toThrow(TypeError)
  })
})

describe('deepEqual', () => {
  it.each([
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: undefined }, {}, true],
    [{}, { a: undefined }, true],
    [{ a: null }, {}, false],
    [{ a: 1 }, { a: 1, b: 1 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    ['1', 1, false],
    [{}, { toString: 1 }, false],
    [{ toString: 1 }, {}, false],
  ])('%o and %o: %s', (a, b, expected) => {
    expect(deepEqual(a, b)).toBe(expected)
    expect(deepEqual(b, a)).toBe(expected)
  })

  it('looks at a key named __proto__', () => {
    expect(deepEqual(withProto(), JSON.parse('{"__proto__": {"polluted": false}, "a": [1]}'))).toBe(false)
    expect(deepEqual(withProto(), { a: [1] })).toBe(false)
  })
})
