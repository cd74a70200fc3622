import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { exponentialRateLimiter, TokenBucket } from './rate-limiter.ts'
import { WorkQueue } from './work-queue.ts'

function open(): { clock: VirtualClock; queue: WorkQueue } {
  const clock = new VirtualClock()
  return { clock, queue: new WorkQueue({ clock }) }
}

describe('WorkQueue', () => {
  it('holds an item once, in the order of first adding', async () => {
    const { queue } = open()
    for (const item of ['a', 'b', 'a']) queue.add(item)
    expect(queue.length).toBe(2)
    expect([await queue.get(), await queue.get()]).toEqual(['a', 'b'])
  })

  it('hands an item that is in work to nobody else, but again once it is done', async () => {
    const { queue } = open()
    queue.add('a')
    await queue.get()
    queue.add('a')
    queue.add('a')
    expect(queue.length).toBe(0)
    queue.done('a')
    expect(await queue.get()).toBe('a')
    queue.done('a')
    expect(queue.length).toBe(0)
  })

  it('lets a worker wait for the next item', async () => {
    const { queue } = open()
    const next = queue.get()
    queue.add('late')
    expect(await next).toBe('late')
  })

  it('keeps the shorter of two waits', async () => {
    const { clock, queue } = open()
    queue.addAfter('a', 1000)
    queue.addAfter('a', 100)
    queue.addAfter('a', 500)
    await clock.advance(99)
    expect(queue.length).toBe(0)
    await clock.advance(1)
    expect(queue.length).toBe(1)
    await queue.get()
    queue.done('a')
    await clock.advance(2000)
    expect(queue.length).toBe(0)
  })

  it('backs off from 5 ms, doubling with each failure until the item is forgotten', async () => {
    const { clock, queue } = open()
    for (const delayMs of [5, 10, 20, 40]) {
      queue.addRateLimited('a')
      await clock.advance(delayMs - 1)
      expect(queue.length).toBe(0)
      await clock.advance(1)
      expect(await queue.get()).toBe('a')
      queue.done('a')
    }
    expect(queue.numRequeues('a')).toBe(4)
    queue.forget('a')
    expect(queue.numRequeues('a')).toBe(0)
    queue.addRateLimited('a')
    await clock.advance(5)
    expect(queue.length).toBe(1)
  })

  it('lets at most 100 different items fail at once, then 10 a second', async () => {
    const { clock, queue } = open()
    for (let index = 0; index < 120; index++) queue.addRateLimited(`item-${index}`)
    await clock.advance(5)
    expect(queue.length).toBe(100)
    await clock.advance(1000)
    expect(queue.length).toBe(110)
    await clock.advance(1000)
    expect(queue.length).toBe(120)
  })

  it('hands out what is left when it shuts down, then ends, and drops what waits', async () => {
    const { clock, queue } = open()
    queue.add('a')
    queue.addAfter('b', 10)
    queue.shutDown()
    queue.add('c')
    expect([await queue.get(), await queue.get()]).toEqual(['a', undefined])
    expect(clock.armed).toBe(0)
  })

  it('ends the wait of idle workers when it shuts down', async () => {
    const { queue } = open()
    const waiting = [queue.get(), queue.get()]
    queue.shutDown()
    expect(await Promise.all(waiting)).toEqual([undefined, undefined])
  })
})

describe('rate limiters', () => {
  it('never let an item wait longer than the longest delay', () => {
    const limiter = exponentialRateLimiter(5, 1_000_000)
    const delays = Array.from({ length: 2000 }, () => limiter.when('a'))
    expect(delays.at(-1)).toBe(1_000_000)
    expect(delays.slice(0, 3)).toEqual([5, 10, 20])
  })

  it('refill a bucket up to its burst', async () => {
    const clock = new VirtualClock()
    const bucket = new TokenBucket(clock, 2, 3)
    const drain = (): number => {
      let taken = 0
      while (bucket.tryAccept()) taken++
      return taken
    }
    expect(drain()).toBe(3)
    await clock.advance(1000)
    expect(drain()).toBe(2)
    await clock.advance(60_000)
    expect(drain()).toBe(3)
  })
})
