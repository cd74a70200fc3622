import { describe, expect, it } from 'vitest'
import { Claims } from './claims.ts'

function claim(claims: Claims<string>, owner: string, ids: readonly string[]): [string, unknown][] {
  const touched = new Map<string, string | undefined>()
  claims.claim(owner, new Map(ids.map((id) => [id, `${owner}'s`])), touched)
  return [...touched]
}

describe('Claims', () => {
  it('let the first of several keep what they claim, and then the next', () => {
    const claims = new Claims<string>()
    for (const owner of ['a', 'b', 'c', 'd']) claim(claims, owner, ['x'])
    expect(claims.holder('x')).toBe("a's")
    claim(claims, 'c', [])
    claim(claims, 'b', ['x', 'y'])
    expect(claim(claims, 'a', [])).toEqual([['x', "a's"]])
    expect(claims.holder('x')).toBe("b's")
    claim(claims, 'b', ['y'])
    expect(claims.holder('x')).toBe("d's")
    claim(claims, 'd', [])
    expect([...claims.ids()]).toEqual(['y'])
    expect(claims.holder('x')).toBeUndefined()
  })

  it('tell what counted before the first of several changes', () => {
    const claims = new Claims<string>()
    const touched = new Map<string, string | undefined>()
    claims.claim('a', new Map([['x', '1']]), touched)
    claims.claim('a', new Map([['x', '2']]), touched)
    expect([...touched]).toEqual([['x', undefined]])
    expect(claims.holder('x')).toBe('2')
    expect(claim(claims, 'b', ['x'])).toEqual([['x', '2']])
  })
})
