import { MetricsRegistry } from '@knarr/component'
import { VirtualClock } from '@knarr/machinery'
import { beforeEach, describe, expect, it } from 'vitest'
import { TokenCacheMetrics } from '../metrics/token-cache-metrics.ts'
import type { AuthenticatedToken } from './token-authenticator.ts'
import { TokenCache } from './token-cache.ts'

const user = { name: 'jane', groups: [] }
let clock: VirtualClock
let asked: string[]
let answer: () => Promise<AuthenticatedToken | undefined>

beforeEach(() => {
  clock = new VirtualClock()
  asked = []
  answer = async () => ({ user, audiences: ['api'] })
})

function cacheOf(options: { failureTtlMs?: number; remembersErrors?: boolean } = {}): TokenCache {
  const next = {
    authenticateToken(token: string): Promise<AuthenticatedToken | undefined> {
      asked.push(token)
      return answer()
    },
  }
  const defaults = { successTtlMs: 10_000, failureTtlMs: 0, remembersErrors: true }
  return new TokenCache(next, { clock, ...defaults, ...options })
}

describe('the token cache', () => {
  it('asks about a token once until its time is over, and for other audiences anew', async () => {
    const cache = cacheOf()
    await cache.authenticateToken('a', ['api'])
    await clock.advance(9_999)
    expect(await cache.authenticateToken('a', ['api'])).toEqual({ user, audiences: ['api'] })
    expect(asked).toEqual(['a'])
    await cache.authenticateToken('a', ['vault'])
    await clock.advance(1)
    await cache.authenticateToken('a', ['api'])
    expect(asked).toEqual(['a', 'a', 'a'])
  })

  it('asks once for all who wait', async () => {
    const cache = cacheOf()
    const all = await Promise.all([1, 2, 3].map(() => cache.authenticateToken('a', [])))
    expect(all.map((each) => each?.user.name)).toEqual(['jane', 'jane', 'jane'])
    expect(asked).toEqual(['a'])
  })

  it.each([
    ['unknown tokens are asked about again', {}, 'unknown', 2],
    ['unless failures are kept', { failureTtlMs: 1000 }, 'unknown', 1],
    ['which errors are too', { failureTtlMs: 1000 }, 'error', 1],
    ['where they are to be', { failureTtlMs: 1000, remembersErrors: false }, 'error', 2],
  ])('%s', async (_, options, outcome, times) => {
    answer = async () => {
      if (outcome === 'error') throw new Error('no network')
      return undefined
    }
    const cache = cacheOf(options)
    const ask = (): Promise<unknown> =>
      cache.authenticateToken('a', []).catch((error: Error) => error.message)
    expect([await ask(), await ask()]).toEqual(
      outcome === 'error' ? ['no network', 'no network'] : [undefined, undefined],
    )
    expect(asked).toHaveLength(times)
  })

  it('tells what it knew and what it asked', async () => {
    const registry = new MetricsRegistry()
    const next = { authenticateToken: () => answer() }
    const ttl = { successTtlMs: 1, failureTtlMs: 0, remembersErrors: true }
    const cache = new TokenCache(next, { clock, ...ttl, metrics: new TokenCacheMetrics(registry, clock) })
    await cache.authenticateToken('a', [])
    await cache.authenticateToken('a', [])
    const text = registry.text()
    expect(text).toContain('authentication_token_cache_request_total{status="hit"} 1')
    expect(text).toContain('authentication_token_cache_request_total{status="miss"} 1')
    expect(text).toContain('authentication_token_cache_fetch_total{status="ok"} 1')
    expect(text).toContain('authentication_token_cache_active_fetch_count{status="in_flight"} 0')
  })
})
