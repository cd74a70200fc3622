import { describe, expect, it } from 'vitest'
import { every, microTimestamp, sleep, timestamp } from './clock.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('VirtualClock', () => {
  it('runs timers when they are due, those of one instant in the order they were armed', async () => {
    const clock = new VirtualClock(0)
    const seen: string[] = []
    clock.after(20, () => seen.push(`late ${clock.now()}`))
    clock.after(10, () => seen.push(`first ${clock.now()}`))
    clock.after(10, () => seen.push(`second ${clock.now()}`))
    await clock.advance(15)
    expect(seen).toEqual(['first 10', 'second 10'])
    expect([clock.now(), clock.nextAt, clock.armed]).toEqual([15, 20, 1])
    await clock.advance(5)
    expect(seen.at(-1)).toBe('late 20')
  })

  it('also runs timers that timers armed, and lets each settle before time goes on', async () => {
    const clock = new VirtualClock(0)
    const seen: string[] = []
    clock.after(5, () => {
      void Promise.resolve().then(() => clock.after(5, () => seen.push(`inner ${clock.now()}`)))
    })
    await clock.advance(10, async () => {
      seen.push('settle')
      await Promise.resolve()
    })
    expect(seen).toEqual(['settle', 'settle', 'inner 10', 'settle'])
  })

  it('forgets cancelled timers', async () => {
    const clock = new VirtualClock(0)
    const timer = clock.after(1, () => expect.unreachable())
    timer.cancel()
    timer.cancel()
    expect(clock.armed).toBe(0)
    await clock.advance(2)
  })
})

describe('sleep', () => {
  it('resolves when the time has come', async () => {
    const clock = new VirtualClock(0)
    const slept = sleep(clock, 100).then(() => clock.now())
    await clock.advance(100)
    expect(await slept).toBe(100)
  })

  it('rejects with the reason as soon as the signal aborts, and disarms its timer', async () => {
    const clock = new VirtualClock(0)
    const controller = new AbortController()
    const slept = sleep(clock, 100, controller.signal)
    controller.abort(new Error('stop'))
    await expect(slept).rejects.toThrow('stop')
    expect(clock.armed).toBe(0)
    await expect(sleep(clock, 1, controller.signal)).rejects.toThrow('stop')
  })
})

describe('every', () => {
  it('runs each period until it is cancelled, even from within', async () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    const timer = every(clock, 10, () => {
      seen.push(clock.now())
      if (seen.length === 3) timer.cancel()
    })
    await clock.advance(100)
    expect(seen).toEqual([10, 20, 30])
    expect(clock.armed).toBe(0)
  })
})

describe('timestamps', () => {
  it('have whole seconds or six decimals', () => {
    const ms = Date.UTC(2026, 1, 3, 4, 5, 6, 789)
    expect(timestamp(ms)).toBe('2026-02-03T04:05:06Z')
    expect(microTimestamp(ms)).toBe('2026-02-03T04:05:06.789000Z')
  })
})
