import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it, vi } from 'vitest'
import { SyncRunner } from './sync-runner.ts'

function runnerOf(sync: () => Promise<void>): { runner: SyncRunner; clock: VirtualClock; errors: unknown[] } {
  const clock = new VirtualClock()
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  return { runner: new SyncRunner({ clock, minPeriodMs: 1000, retryMs: 5000, sync, onError }), clock, errors }
}

describe('SyncRunner', () => {
  it('runs at once, then what was asked for meanwhile in one run after the period', async () => {
    const sync = vi.fn(async () => {})
    const { runner, clock } = runnerOf(sync)
    runner.request()
    runner.request()
    await clock.advance(0)
    expect(sync).toHaveBeenCalledTimes(1)
    runner.request()
    runner.request()
    await clock.advance(999)
    expect(sync).toHaveBeenCalledTimes(1)
    await clock.advance(1)
    expect(sync).toHaveBeenCalledTimes(2)
    await clock.advance(60_000)
    expect(sync).toHaveBeenCalledTimes(2)
    expect(runner.isIdle).toBe(true)
  })

  it('waits longer after each further error', async () => {
    const sync = vi.fn(() => Promise.reject(new Error('nft is gone')))
    const { runner, clock } = runnerOf(sync)
    runner.request()
    await clock.advance(5_000 + 10_000 + 20_000 + 30_000 + 30_000)
    expect(sync).toHaveBeenCalledTimes(6)
  })

  it('tries again later after an error', async () => {
    const sync = vi.fn(async () => {})
    sync.mockRejectedValueOnce(new Error('nft is gone'))
    const { runner, clock, errors } = runnerOf(sync)
    runner.request()
    await clock.advance(4999)
    expect(errors).toEqual([new Error('nft is gone')])
    expect(sync).toHaveBeenCalledTimes(1)
    await clock.advance(1)
    expect(sync).toHaveBeenCalledTimes(2)
    expect(runner.isIdle).toBe(true)
  })

  it('runs nothing once it is stopped', async () => {
    const sync = vi.fn(async () => {})
    const { runner, clock } = runnerOf(sync)
    runner.request()
    await runner.stop()
    await clock.advance(10_000)
    expect(sync).not.toHaveBeenCalled()
  })
})
