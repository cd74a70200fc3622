import { seededRandom, VirtualClock } from '@knarr/machinery'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QueueSet, type QueueSetOptions, type Refusal, type Seat } from './queue-set.ts'
import { dealHand } from './shuffle-shard.ts'

const queuing = { queues: 64, handSize: 6, queueLengthLimit: 50 }
const never = new AbortController().signal

function setOf(options: Partial<QueueSetOptions> = {}): { set: QueueSet; clock: VirtualClock } {
  const clock = new VirtualClock()
  return { clock, set: new QueueSet({ clock, seats: 2, queuing, ...options }) }
}

interface Asked {
  result: Seat | Refusal | undefined
}

function ask(set: QueueSet, flow: string, { width = 1, waitMs = 15_000, signal = never } = {}): Asked {
  const asked: Asked = { result: set.tryTake(width) }
  if (!asked.result) {
    void set.wait({ flow, width, waitMs, signal }).then((result) => {
      asked.result = result
    })
  }
  return asked
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const isSeat = (result: Asked['result']): result is Seat => typeof result === 'object'

describe('seats', () => {
  it('are taken at once while there are any, and then in line', async () => {
    const { set } = setOf()
    const asked = [1, 2, 3].map(() => ask(set, 'a'))
    expect(asked.map(({ result }) => isSeat(result))).toEqual([true, true, false])
    expect({ taken: set.seatsTaken, waiting: set.waiting }).toEqual({ taken: 2, waiting: 1 })
    const [first] = asked
    if (isSeat(first?.result)) first.result.release()
    await settled()
    expect(asked.map(({ result }) => isSeat(result))).toEqual([true, true, true])
  })

  it('are given back once, however often', async () => {
    const { set } = setOf()
    const { result } = ask(set, 'a')
    if (isSeat(result)) {
      result.release()
      result.release()
    }
    expect(set.seatsTaken).toBe(0)
  })

  it('are refused at once where nobody waits', async () => {
    const { set } = setOf({ queuing: undefined, seats: 1 })
    const [, second] = [ask(set, 'a'), ask(set, 'a')]
    await settled()
    expect(second?.result).toBe('concurrency-limit')
  })

  it('are waited for in line only so long', async () => {
    const { set, clock } = setOf({ seats: 1 })
    const [, second] = [ask(set, 'a'), ask(set, 'a', { waitMs: 1000 })]
    await clock.advance(999)
    expect(second?.result).toBeUndefined()
    await clock.advance(1)
    await settled()
    expect(second?.result).toBe('time-out')
    expect({ waiting: set.waiting, timers: clock.armed }).toEqual({ waiting: 0, timers: 0 })
  })

  it('are not kept for who has gone', async () => {
    const { set, clock } = setOf({ seats: 1 })
    const gone = new AbortController()
    const [, second] = [ask(set, 'a'), ask(set, 'a', { signal: gone.signal })]
    gone.abort()
    await settled()
    expect(second?.result).toBe('cancelled')
    expect(clock.armed).toBe(0)
  })

  it('are refused where a queue is full', async () => {
    const { set } = setOf({ seats: 1, queuing: { queues: 1, handSize: 1, queueLengthLimit: 2 } })
    const asked = [1, 2, 3, 4].map(() => ask(set, 'a'))
    await settled()
    expect(asked.at(-1)?.result).toBe('queue-full')
    expect(set.waiting).toBe(2)
  })

  it('are waited for until there are enough; a request wider than all has them all', async () => {
    const { set } = setOf({ seats: 3 })
    const first = ask(set, 'a', { width: 2 })
    const wide = ask(set, 'b', { width: 5 })
    const small = ask(set, 'c')
    await settled()
    expect([wide.result, isSeat(small.result)]).toEqual([undefined, true])
    for (const { result } of [first, small]) if (isSeat(result)) result.release()
    await settled()
    expect(isSeat(wide.result)).toBe(true)
    expect(set.seatsTaken).toBe(5)
  })

  it('become more for those who wait when the limit does', async () => {
    const { set, clock } = setOf({ seats: 1 })
    const asked = [1, 2, 3].map(() => ask(set, 'a'))
    set.configure({ clock, seats: 3, queuing: { ...queuing, queues: 8 } })
    await settled()
    expect(asked.every(({ result }) => isSeat(result))).toBe(true)
    expect(set.waiting).toBe(0)
  })
})

interface Load {
  readonly flow: string
  /** How many requests it has under way at any time. */
  readonly parallel: number
}

/** Lets flows ask on and on for a while; says how many seat-milliseconds each had. */
async function served(loads: readonly Load[], { seats, durationMs }: { seats: number; durationMs: number }) {
  const { set, clock } = setOf({ seats, queuing: { queues: 512, handSize: 8, queueLengthLimit: 1000 } })
  const random = seededRandom(7)
  const had = new Map(loads.map(({ flow }) => [flow, 0]))
  const end = clock.now() + durationMs
  const run = async (flow: string): Promise<void> => {
    while (clock.now() < end) {
      const seat =
        set.tryTake(1) ?? (await set.wait({ flow, width: 1, waitMs: durationMs * 2, signal: never }))
      if (!isSeat(seat)) throw new Error(`${flow} was refused: ${seat}`)
      const usedMs = 50 + Math.floor(random.next() * 100)
      await new Promise<void>((resolve) => clock.after(usedMs, resolve))
      had.set(flow, (had.get(flow) ?? 0) + usedMs)
      seat.release()
    }
  }
  const all = loads.flatMap(({ flow, parallel }) => Array.from({ length: parallel }, () => run(flow)))
  await clock.advance(durationMs * 3, async () => {
    for (let i = 0; i < 4; i++) await Promise.resolve()
  })
  await Promise.all(all)
  return had
}

describe('flows', () => {
  it('get the same however much they ask for, where each asks for more than there is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 24, max: 80 }), { minLength: 2, maxLength: 4 }),
        async (parallel) => {
          const loads = parallel.map((each, index) => ({ flow: `flow-${index}`, parallel: each }))
          const had = [...(await served(loads, { seats: 4, durationMs: 20_000 })).values()]
          const fair = had.reduce((sum, each) => sum + each, 0) / had.length
          for (const each of had) expect(Math.abs(each - fair) / fair).toBeLessThan(0.2)
        },
      ),
      { numRuns: 12, seed: 1 },
    )
  })

  it('that ask for little are served beside one that floods', async () => {
    const loads = [
      { flow: 'flood', parallel: 200 },
      { flow: 'modest', parallel: 1 },
    ]
    const had = await served(loads, { seats: 4, durationMs: 20_000 })
    // Four seats for the eight queues of the one and the one of the other.
    expect(had.get('modest')).toBeGreaterThan(20_000 * 0.4)
  })
})

describe('a hand of queues', () => {
  it('is of different ones, the same for the same flow', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 10 }),
        (flow, deckSize, handSize) => {
          const hand = dealHand(flow, { deckSize, handSize })
          expect(new Set(hand).size).toBe(Math.min(handSize, deckSize))
          expect(hand.every((card) => card >= 0 && card < deckSize)).toBe(true)
          expect(dealHand(flow, { deckSize, handSize })).toEqual(hand)
        },
      ),
      { seed: 1 },
    )
  })

  it('is dealt from the whole deck', () => {
    const used = new Set<number>()
    for (let i = 0; i < 400; i++)
      for (const card of dealHand(`user-${i}`, { deckSize: 64, handSize: 4 })) used.add(card)
    expect(used.size).toBe(64)
  })
})
