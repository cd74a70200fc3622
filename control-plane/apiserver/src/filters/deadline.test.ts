import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../request/answer.ts'
import { testRequest } from '../testing/test-request.ts'
import { deadline } from './deadline.ts'

const never = (): Promise<Answer> => new Promise(() => {})
const ok: Answer = { kind: 'bytes', code: 200, contentType: 'text/plain', body: 'ok' }

/** How long a request of `target` may take, until it is refused. */
async function limitOf(target: string): Promise<number | undefined> {
  const clock = new VirtualClock()
  const handler = deadline({ clock, requestTimeoutMs: 60_000 })(never)
  let endedAt: number | undefined
  const start = clock.now()
  handler(testRequest('GET', target)).catch(() => {
    endedAt = clock.now() - start
  })
  await clock.advance(3_600_000)
  await Promise.resolve()
  return endedAt
}

describe('a request', () => {
  it.each([
    ['/api/v1/pods', 60_000],
    ['/api/v1/pods?timeout=2s', 2000],
    ['/api/v1/pods?timeout=1m30s', 60_000],
    ['/api/v1/pods?timeout=0', 60_000],
    ['/api/v1/pods?timeout=', 60_000],
    ['/healthz', 60_000],
    ['/api/v1/pods?watch=true', undefined],
    ['/api/v1/namespaces/a/pods/b/log?follow=true', undefined],
    ['/api/v1/namespaces/a/pods/b/exec', undefined],
    ['/api/v1/namespaces/a/services/b/proxy/path', undefined],
  ])('of %s may take %s ms', async (target, limit) => {
    expect(await limitOf(target)).toBe(limit)
  })

  it.each([
    ['soon', 'time: invalid duration "soon"'],
    ['5', 'time: missing unit in duration "5"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['1'.repeat(60_000), 'time: missing unit in duration "111'],
  ])('whose deadline makes no sense is refused: %.9s', (text, message) => {
    const handler = deadline({ clock: new VirtualClock(), requestTimeoutMs: 60_000 })(never)
    expect(() => handler(testRequest('GET', `/api/v1/pods?timeout=${text}`))).toThrow(
      `invalid timeout specified in the request URL - ${message}`,
    )
  })

  it('that is answered leaves no timer behind', async () => {
    const clock = new VirtualClock()
    const handler = deadline({ clock, requestTimeoutMs: 60_000 })(async () => ok)
    expect(await handler(testRequest('GET', '/api/v1/pods'))).toBe(ok)
    expect(clock.armed).toBe(0)
  })
})
