import { describe, expect, it } from 'vitest'
import { slowStart } from './slow-start.ts'

/** Runs with a task that fails at the given indexes, and notes how many ran at the same time. */
async function run(count: number, failAt: readonly number[] = []) {
  const ran: number[] = []
  const batches: number[] = []
  let now = 0
  const result = await slowStart(count, async (index) => {
    ran.push(index)
    now++
    await Promise.resolve()
    if (now > 0) batches.push(now)
    now = 0
    if (failAt.includes(index)) throw new Error(`task ${index}`)
  })
  return { result, ran, batches }
}

describe('slowStart', () => {
  it('runs every task once, in batches that double', async () => {
    const { result, ran, batches } = await run(10)
    expect(result).toEqual({ succeeded: 10 })
    expect(ran).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(batches.filter((size) => size > 0)).toEqual([1, 2, 4, 3])
  })

  it.each([
    [0, 0, 1],
    [1, 2, 3],
    [4, 6, 7],
  ])('stops after the batch in which task %i failed', async (failing, succeeded, tried) => {
    const { result, ran } = await run(100, [failing])
    expect(result).toEqual({ succeeded, error: new Error(`task ${failing}`) })
    expect(ran).toHaveLength(tried)
  })

  it('counts a task that throws before it awaits as a failure', async () => {
    const result = await slowStart(3, () => {
      throw new Error('at once')
    })
    expect(result).toEqual({ succeeded: 0, error: new Error('at once') })
  })

  it('does nothing for a count of zero or less', async () => {
    expect((await run(0)).ran).toEqual([])
    expect((await run(-1)).result).toEqual({ succeeded: 0 })
  })
})
