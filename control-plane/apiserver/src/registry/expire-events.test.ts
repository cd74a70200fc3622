import { type Event, events } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const event = (name: string, lastTimestamp?: string) =>
  ({
    metadata: { name, namespace: 'default' },
    involvedObject: { namespace: 'default' },
    reason: 'Tested',
    ...(lastTimestamp ? { lastTimestamp } : {}),
  }) as unknown as Event

describe('events', () => {
  it('are gone an hour after they were last seen', async () => {
    await using test = await startTestServer({ strategies: undefined } as never)
    await test.client.create(events, event('once'))
    await test.client.create(events, event('again', '2026-01-01T00:30:00Z'))
    const names = async () => (await test.client.list(events)).items.map(({ metadata }) => metadata.name)
    await test.clock.advance(59 * 60_000)
    expect(await names()).toEqual(['again', 'once'])
    await test.clock.advance(2 * 60_000, () => new Promise((resolve) => setImmediate(resolve)))
    expect(await names()).toEqual(['again'])
    await test.clock.advance(30 * 60_000, () => new Promise((resolve) => setImmediate(resolve)))
    expect(await names()).toEqual([])
  })
})
