import { pods } from '@knarr/api/core/v1'
import { notFound, serviceUnavailable, tooManyRequests, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { createClient } from './create-client.ts'
import { FakeTransport } from './testing/fake-transport.ts'
import { settle } from './testing/settle.ts'
import { withRetries } from './with-retries.ts'

/** A client whose server answers with `error` the first `failures` times. */
function open(error: Error, failures: number) {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock })
  let left = failures
  transport.intercept(() => {
    if (left-- > 0) throw error
  })
  return { clock, transport, client: createClient(withRetries(transport, clock)) }
}

describe('withRetries', () => {
  it.each([
    ['list', (client: ReturnType<typeof createClient>) => client.list(pods)],
    ['watch', (client: ReturnType<typeof createClient>) => client.watch(pods)],
  ])('asks for a %s again after the time the server names', async (_, act) => {
    const { clock, client, transport } = open(tooManyRequests('slow down', 3), 2)
    const answer = act(client)
    await clock.advance(5999, settle)
    expect(transport.requests).toHaveLength(2)
    await clock.advance(1, settle)
    await answer
    expect(transport.requests).toHaveLength(3)
  })

  it.each([
    ['names no time', serviceUnavailable('away')],
    ['is not about load', notFound(pods, 'x')],
  ])('rejects at once when the answer %s', async (_, error) => {
    const { client, transport } = open(error, 1)
    await expect(client.list(pods)).rejects.toBe(error)
    expect(transport.requests).toHaveLength(1)
  })

  it('gives up after ten retries', async () => {
    const { clock, client, transport } = open(tooManyRequests('slow down', 1), 100)
    const answer = expect(client.list(pods)).rejects.toMatchObject({ reason: 'TooManyRequests' })
    await clock.advance(60_000, settle)
    await answer
    expect(transport.requests).toHaveLength(11)
  })

  it('stops waiting when the request is given up', async () => {
    const { clock, client } = open(tooManyRequests('slow down', 60), 1)
    const stop = new AbortController()
    const answer = client.list(pods, { signal: stop.signal })
    await settle()
    stop.abort(new Error('no longer wanted'))
    await expect(answer).rejects.toThrow('no longer wanted')
    expect(clock.armed).toBe(0)
  })
})
