import { describe, expect, it } from 'vitest'
import { expand } from './expand.ts'

const variables = new Map([
  ['A', 'one'],
  ['B', 'two'],
  ['REF', '$(A)'],
  ['EMPTY', ''],
])

describe('expand', () => {
  it.each([
    ['$(A)', 'one'],
    ['-$(A)$(B)-', '-onetwo-'],
    ['$(EMPTY)x', 'x'],
    ['$(UNKNOWN)', '$(UNKNOWN)'],
    ['$()', '$()'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$one'],
    ['$$$$', '$$'],
    ['$A $[A] $?', '$A $[A] $?'],
    ['$(A', '$(A'],
    ['end$', 'end$'],
    ['\\$(A)', '\\one'],
    ['$(REF)', '$(A)'],
    ['$(A$(B))', '$(A$(B))'],
    ['$(A$(B)', '$(A$(B)'],
  ])('makes %s to %s', (text, expected) => {
    expect(expand(text, (name) => variables.get(name))).toBe(expected)
  })
})
