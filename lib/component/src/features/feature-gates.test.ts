import { describe, expect, it } from 'vitest'
import { OptionError } from '../options/option-error.ts'
import { parseFeatureGates } from './feature-gates.ts'

const known = {
  Young: { default: false, stage: 'ALPHA' },
  Grown: { default: true, stage: 'BETA' },
  Slow: { default: false, stage: 'BETA' },
  Done: { default: true, stage: 'GA', isLocked: true },
} as const

const enabled = (text: string): string[] =>
  parseFeatureGates(text, known)
    .list()
    .filter(({ isEnabled }) => isEnabled)
    .map(({ name }) => name)

describe('parseFeatureGates', () => {
  it.each([
    ['', ['Done', 'Grown']],
    ['Young=true', ['Done', 'Grown', 'Young']],
    [' Grown=false , Slow=T ', ['Done', 'Slow']],
    ['AllAlpha=true', ['Done', 'Grown', 'Young']],
    ['AllBeta=false', ['Done']],
    ['AllBeta=true,Slow=false', ['Done', 'Grown']],
    ['Done=true', ['Done', 'Grown']],
  ])('of %j enables %j', (text, expected) => {
    expect(enabled(text)).toEqual(expected)
  })

  it.each([
    ['Nope=true', 'unrecognized feature gate: Nope'],
    ['toString=true', 'unrecognized feature gate: toString'],
    ['Young', 'missing bool value for Young'],
    ['Young=maybe', 'invalid value of Young=maybe: must be true or false'],
    ['Done=false', 'cannot set feature gate Done to false, feature is locked to true'],
  ])('refuses %j', (text, message) => {
    expect(() => parseFeatureGates(text, known)).toThrow(new OptionError(message))
  })

  it('answers only for features it knows', () => {
    const gates = parseFeatureGates('', known)
    expect(gates.isEnabled('Grown')).toBe(true)
    expect(() => gates.isEnabled('Nope')).toThrow('feature "Nope" is not registered')
  })
})
