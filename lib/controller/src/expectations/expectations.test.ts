import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { Expectations } from './expectations.ts'

function open(): { clock: VirtualClock; expectations: Expectations } {
  const clock = new VirtualClock()
  return { clock, expectations: new Expectations(clock) }
}

describe('Expectations', () => {
  it('are satisfied for an owner nothing is expected of', () => {
    expect(open().expectations.satisfied('a/web')).toBe(true)
  })

  it('hold until every creation was seen', () => {
    const { expectations } = open()
    expectations.expectCreations('a/web', 2)
    expectations.creationObserved('a/web')
    expectations.creationObserved('a/other')
    expect(expectations.satisfied('a/web')).toBe(false)
    expectations.creationObserved('a/web')
    expect(expectations.satisfied('a/web')).toBe(true)
  })

  it('count one deletion once, however often it is seen', () => {
    const { expectations } = open()
    expectations.expectDeletions('a/web', ['u1', 'u2'])
    for (const uid of ['u1', 'u1', 'stranger']) expectations.deletionObserved('a/web', uid)
    expect(expectations.satisfied('a/web')).toBe(false)
    expectations.deletionObserved('a/web', 'u2')
    expect(expectations.satisfied('a/web')).toBe(true)
  })

  it('wait for creations and deletions alike', () => {
    const { expectations } = open()
    expectations.expectDeletions('a/web', ['u1'])
    expectations.expectCreations('a/web', 1)
    expectations.creationObserved('a/web')
    expect(expectations.satisfied('a/web')).toBe(false)
  })

  it('give up after five minutes', async () => {
    const { clock, expectations } = open()
    expectations.expectCreations('a/web', 1)
    await clock.advance(300_000)
    expect(expectations.satisfied('a/web')).toBe(false)
    await clock.advance(1)
    expect(expectations.satisfied('a/web')).toBe(true)
  })

  it('are forgotten with their owner', () => {
    const { expectations } = open()
    expectations.expectCreations('a/web', 1)
    expectations.delete('a/web')
    expect(expectations.satisfied('a/web')).toBe(true)
  })
})
