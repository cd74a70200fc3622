import { type Event, events } from '@knarr/api/core/v1'
import { createClient } from '@knarr/client'
import { seededRandom } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { ApiServer } from '../api-server.ts'
import { administrator, startTestServer } from '../testing/test-server.ts'

const event = (name: string): Event =>
  ({
    metadata: { name, namespace: 'default' },
    involvedObject: { namespace: 'default' },
    reason: 'Tested',
  }) as unknown as Event

const minute = 60_000
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('events', () => {
  it.each([
    ['an hour', {}, 60],
    ['as long as is said', { eventTtlMs: 5 * minute }, 5],
  ])('are gone %s after they were last written', async (_, options, minutes) => {
    await using test = await startTestServer({ strategies: undefined, ...options } as never)
    const { client, clock } = test
    const names = async () => (await client.list(events)).items.map(({ metadata }) => metadata.name)
    await client.create(events, event('once'))
    const again = await client.create(events, event('again'))
    await clock.advance((minutes / 2) * minute)
    await client.update(events, { ...again, count: 2 } as Event)
    await clock.advance((minutes / 2 - 1) * minute)
    expect(await names()).toEqual(['again', 'once'])
    await clock.advance(2 * minute, soon)
    expect(await names()).toEqual(['again'])
    await clock.advance((minutes / 2) * minute, soon)
    expect(await names()).toEqual([])
  })

  it('that are too many go, those first that were written first', async () => {
    await using test = await startTestServer({ strategies: undefined, maxEvents: 2 } as never)
    const { client, clock } = test
    const first = await client.create(events, event('a'))
    for (const name of ['b', 'c', 'd']) await client.create(events, event(name))
    await client.update(events, { ...first, count: 2 } as Event)
    await clock.advance(minute, soon)
    expect((await client.list(events)).items.map(({ metadata }) => metadata.name)).toEqual(['a', 'd'])
  })

  it('that were there before the server was go as well', async () => {
    await using test = await startTestServer({ strategies: undefined } as never)
    const { store, clock } = test
    await test.client.create(events, event('old'))
    await test.server.close()
    await clock.advance(59 * minute)
    const second = await ApiServer.open({ store, clock, random: seededRandom(2) })
    const client = createClient(second.transport(administrator))
    expect((await client.list(events)).items).toHaveLength(1)
    await clock.advance(2 * minute, soon)
    expect((await client.list(events)).items).toEqual([])
    await second.close()
  })
})
