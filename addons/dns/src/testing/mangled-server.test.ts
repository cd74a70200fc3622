import { describe, expect, it } from 'vitest'
import { answerMangled } from './mangled-server.ts'

describe('a server that is sent rubbish', () => {
  it.each([1, 2])('answers what can be answered, and nothing else (seed %d)', async (seed) => {
    const { answered, wrong } = await answerMangled(3000, seed)
    expect(wrong).toEqual([])
    expect(answered).toBeGreaterThan(1000)
    expect(answered).toBeLessThan(3000)
  })
})
