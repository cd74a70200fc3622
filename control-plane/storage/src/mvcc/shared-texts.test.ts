import { expect, it } from 'vitest'
import { SharedTexts } from './shared-texts.ts'

it('gives back what it was given, however many there are', () => {
  const texts = new SharedTexts()
  const given = Array.from({ length: 5000 }, (_, number) => `writer-${number % 1500}`)
  expect(given.map((text) => texts.of(text))).toEqual(given)
})
