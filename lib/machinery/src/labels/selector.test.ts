import { describe, expect, it } from 'vitest'
import { selectorOf, selectorOfLabels } from './selector.ts'

describe('selectorOf', () => {
  it('matches nothing without a LabelSelector and everything with an empty one', () => {
    expect(selectorOf(undefined).matches({})).toBe(false)
    expect(selectorOf(undefined).isEverything).toBe(false)
    expect(selectorOf(undefined).isNothing).toBe(true)
    expect(selectorOf({}).matches(undefined)).toBe(true)
    expect(selectorOf({}).isEverything).toBe(true)
  })

  it('demands all of matchLabels and matchExpressions', () => {
    const selector = selectorOf({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'env', operator: 'NotIn', values: ['test'] },
        { key: 'owner', operator: 'Exists' },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    })
    expect(selector.matches({ app: 'web', tier: 'back', owner: 'x' })).toBe(true)
    expect(selector.matches({ app: 'web', tier: 'back', owner: 'x', old: '' })).toBe(false)
    expect(selector.matches({ app: 'web', tier: 'back', owner: 'x', env: 'test' })).toBe(false)
    expect(selector.matches({ app: 'web', tier: 'back' })).toBe(false)
    expect(selector.matches(undefined)).toBe(false)
    expect(String(selector)).toBe('app=web,env notin (test),!old,owner,tier in (back,front)')
  })

  it('refuses operators it does not know', () => {
    expect(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'Near' }] })).toThrow(
      '"Near" is not a valid label selector operator',
    )
  })

  it('refuses values that do not fit the operator, all problems in one error', () => {
    const matchExpressions = [{ key: '-', operator: 'Exists', values: ['x'] }]
    expect(() => selectorOf({ matchExpressions })).toThrow(
      /^\[key: Invalid value: "-": .*, values: Invalid value: \["x"\]: values set must be empty for exists and does not exist\]$/,
    )
  })
})

describe('selectorOfLabels', () => {
  it('demands every label and matches everything without any', () => {
    expect(selectorOfLabels({ a: '1' }).matches({ a: '1', b: '2' })).toBe(true)
    expect(selectorOfLabels({ a: '1' }).matches({ a: '2' })).toBe(false)
    expect(selectorOfLabels({}).isEverything).toBe(true)
    expect(selectorOfLabels(undefined).isEverything).toBe(true)
  })
})
