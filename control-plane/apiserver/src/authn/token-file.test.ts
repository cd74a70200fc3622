import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openTokenFile } from './token-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'tokens-'))
const path = join(directory, 'tokens.csv')
afterAll(() => rmSync(directory, { recursive: true }))

function tokensOf(text: string): { userOf(token: string): unknown; warnings: string[] } {
  const warnings: string[] = []
  writeFileSync(path, text)
  const warn = (message: string): void => void warnings.push(message)
  const { userOf } = openTokenFile(path, { info() {}, warn, error() {} })
  return { userOf, warnings }
}

describe('a token file', () => {
  it('knows users by their tokens', () => {
    const { userOf } = tokensOf('t1,jane,1\r\n\nt2,"ada ""the first""",2,"dev,ops",ignored\n"t,3",joe,3,')
    expect(userOf('t1')).toEqual({ name: 'jane', uid: '1', groups: [] })
    expect(userOf('t2')).toEqual({ name: 'ada "the first"', uid: '2', groups: ['dev', 'ops'] })
    expect(userOf('t,3')).toEqual({ name: 'joe', uid: '3', groups: [''] })
    expect(userOf('t4')).toBeUndefined()
  })

  it('warns of tokens that are empty or there twice, of which the last counts', () => {
    const { userOf, warnings } = tokensOf(',nobody,0\nt,a,1\nt,b,2\n')
    expect(userOf('')).toBeUndefined()
    expect(userOf('t')).toMatchObject({ name: 'b' })
    expect(warnings).toHaveLength(2)
  })

  it.each([
    ['a,b', `token file '${path}' must have at least 3 columns (token, user name, user uid), found 2`],
    ['a,b,c\nx,"y,z', 'parse error on line 2: extraneous or missing " in quoted-field'],
    ['a,b"c,d', 'parse error on line 1: bare " in non-quoted-field'],
  ])('%j is refused', (text, message) => {
    expect(() => tokensOf(text)).toThrow(message)
  })

  it('has to be there', () => {
    const open = (): unknown => openTokenFile(join(directory, 'none'), { info() {}, warn() {}, error() {} })
    expect(open).toThrow(expect.objectContaining({ name: 'ConfigurationError' }))
  })
})
