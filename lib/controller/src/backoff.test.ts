import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.ts'

function open(): { clock: VirtualClock; backoff: Backoff } {
  const clock = new VirtualClock()
  return { clock, backoff: new Backoff(clock, 10_000, 60_000) }
}

describe('Backoff', () => {
  it('doubles per key up to the longest delay', () => {
    const { backoff } = open()
    const delays = Array.from({ length: 5 }, () => {
      backoff.next('a')
      return backoff.get('a')
    })
    expect(delays).toEqual([10_000, 20_000, 40_000, 60_000, 60_000])
    expect(backoff.get('b')).toBe(0)
  })

  it('says how much of a delay is left', async () => {
    const { clock, backoff } = open()
    expect(backoff.remaining('a')).toBe(0)
    backoff.next('a')
    await clock.advance(4000)
    expect(backoff.remaining('a')).toBe(6000)
    await clock.advance(60_000)
    expect(backoff.remaining('a')).toBe(0)
  })

  it('says whether a delay is over', async () => {
    const { clock, backoff } = open()
    const failedAt = clock.now()
    backoff.next('a')
    await clock.advance(9999)
    expect(backoff.isInBackoffSince('a', failedAt)).toBe(true)
    await clock.advance(1)
    expect(backoff.isInBackoffSince('a', failedAt)).toBe(false)
    expect(backoff.isInBackoffSince('b', failedAt)).toBe(false)
  })

  it('starts over after twice the longest delay, and on reset', async () => {
    const { clock, backoff } = open()
    for (const _ of [1, 2, 3]) backoff.next('a')
    await clock.advance(120_001)
    backoff.next('a')
    expect(backoff.get('a')).toBe(10_000)
    backoff.next('a')
    backoff.reset('a')
    expect(backoff.get('a')).toBe(0)
  })

  it('forgets keys that have been quiet', async () => {
    const { clock, backoff } = open()
    backoff.next('old')
    await clock.advance(120_001)
    backoff.next('new')
    backoff.collectGarbage()
    expect([backoff.get('old'), backoff.get('new')]).toEqual([0, 10_000])
  })
})
