import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { RememberedAnswers } from './remembered.ts'

describe('RememberedAnswers', () => {
  it('asks once for all who wait, and again when the time is over', async () => {
    const clock = new VirtualClock()
    const answers = new RememberedAnswers<number>(clock)
    let asked = 0
    const ask = async () => ({ value: ++asked, forMs: 1000 })
    expect(await Promise.all([answers.of('a', ask), answers.of('a', ask)])).toEqual([1, 1])
    await clock.advance(999)
    expect(await answers.of('a', ask)).toBe(1)
    expect(await answers.of('b', ask)).toBe(2)
    await clock.advance(1)
    expect(await answers.of('a', ask)).toBe(3)
  })

  it('does not remember what failed, nor what is not to be', async () => {
    const answers = new RememberedAnswers<string>(new VirtualClock())
    const fail = () => Promise.reject(new Error('down'))
    await expect(answers.of('a', fail)).rejects.toThrow('down')
    expect(await answers.of('a', async () => ({ value: 'up', forMs: 0 }))).toBe('up')
    expect(await answers.of('a', async () => ({ value: 'new', forMs: 0 }))).toBe('new')
  })
})
