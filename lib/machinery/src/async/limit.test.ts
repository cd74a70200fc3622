import { describe, expect, it } from 'vitest'
import { limit } from './limit.ts'

describe('limit', () => {
  it('runs no more than the given number of tasks at once, in order', async () => {
    const run = limit(2)
    const releases: (() => void)[] = []
    const started: number[] = []
    const tasks = [0, 1, 2, 3].map((id) =>
      run(() => {
        started.push(id)
        return new Promise<number>((resolve) => releases.push(() => resolve(id)))
      }),
    )
    expect(started).toEqual([0, 1])
    releases[1]?.()
    await tasks[1]
    await Promise.resolve()
    expect(started).toEqual([0, 1, 2])
    releases[0]?.()
    releases[2]?.()
    await tasks[2]
    await Promise.resolve()
    releases[3]?.()
    expect(await Promise.all(tasks)).toEqual([0, 1, 2, 3])
  })

  it('goes on after a task failed', async () => {
    const run = limit(1)
    const failed = run(() => Promise.reject(new Error('no')))
    const next = run(() => 'yes')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})
