import { type Event, events, type Pod, pods } from '@knarr/api/core/v1'
import {
  forbidden,
  notFound,
  StatusError,
  seededRandom,
  serviceUnavailable,
  VirtualClock,
} from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { FakeTransport } from '../testing/fake-transport.ts'
import { settle } from '../testing/settle.ts'
import { createEventRecorder } from './create-event-recorder.ts'
import type { EventRecorder } from './event-recorder.ts'

async function open() {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock })
  const client = createClient(transport)
  const warnings: string[] = []
  const logger = { info: () => {}, warn: (text: string) => void warnings.push(text), error: () => {} }
  const options = { client, clock, random: seededRandom(1), component: 'kubelet', host: 'n1', logger }
  const recorder = createEventRecorder(options)
  const pod = await client.create(pods, {
    metadata: { name: 'web', namespace: 'a' },
    spec: {} as Pod['spec'],
  } as Pod)
  const stored = async (): Promise<readonly Event[]> => {
    await settle(30)
    return (await client.list(events)).items
  }
  return { clock, transport, client, recorder, pod, stored, warnings }
}

const pulled = { type: 'Normal', reason: 'Pulled', message: 'image pulled' } as const
const say = (recorder: EventRecorder, pod: Pod, message: string): void =>
  recorder.event(pod, { ...pulled, message })

describe('createEventRecorder', () => {
  it('writes a core/v1 Event about the object', async () => {
    const { recorder, pod, stored, clock } = await open()
    recorder.event(pod, { ...pulled, fieldPath: 'spec.containers{web}' })
    const [event] = await stored()
    expect(event).toMatchObject({
      metadata: { namespace: 'a', name: expect.stringMatching(/^web\.[0-9a-f]{16}$/) },
      involvedObject: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'a',
        name: 'web',
        uid: pod.metadata.uid,
        resourceVersion: pod.metadata.resourceVersion,
        fieldPath: 'spec.containers{web}',
      },
      ...pulled,
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:00Z',
      source: { component: 'kubelet', host: 'n1' },
      reportingComponent: 'kubelet',
      reportingInstance: 'n1',
    })
    expect(clock.armed).toBe(0)
  })

  it('puts events about cluster-scoped objects into the default namespace', async () => {
    const { recorder, stored } = await open()
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', uid: 'u', resourceVersion: '1' } }
    recorder.event(node, pulled)
    expect((await stored())[0]?.metadata.namespace).toBe('default')
  })

  it('counts a repeated event into the first one', async () => {
    const { recorder, pod, stored, clock } = await open()
    for (let index = 0; index < 3; index++) {
      recorder.event(pod, pulled)
      await settle()
      await clock.advance(60_000)
    }
    const all = await stored()
    expect(all).toHaveLength(1)
    expect(all[0]).toMatchObject({
      count: 3,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:02:00Z',
    })
  })

  it('makes the event again, with its count, when the stored one has expired', async () => {
    const { recorder, pod, stored, client } = await open()
    recorder.event(pod, pulled)
    const [first] = await stored()
    await client.delete(events, { namespace: 'a', name: first?.metadata.name ?? '' })
    recorder.event(pod, pulled)
    expect((await stored()).map(({ count }) => count)).toEqual([2])
  })

  it('combines similar events from the tenth different message on', async () => {
    const { recorder, pod, stored } = await open()
    for (let index = 0; index < 13; index++) say(recorder, pod, `attempt ${index}`)
    const all = await stored()
    expect(all).toHaveLength(10)
    const combined = all.filter(({ message }) => message?.startsWith('(combined from similar events): '))
    expect(combined).toHaveLength(1)
    expect(combined[0]).toMatchObject({ count: 4, message: '(combined from similar events): attempt 12' })
  })

  it('stops combining after ten quiet minutes', async () => {
    const { recorder, pod, stored, clock } = await open()
    for (let index = 0; index < 10; index++) say(recorder, pod, `attempt ${index}`)
    await settle(30)
    await clock.advance(601_000)
    say(recorder, pod, 'on its own')
    expect((await stored()).some(({ message }) => message === 'on its own')).toBe(true)
  })

  it('silences an object after 25 events, then lets one through every five minutes', async () => {
    const { recorder, pod, stored, clock, transport } = await open()
    const writes = (): number => transport.writes.filter(({ path }) => path.includes('/events')).length
    for (let index = 0; index < 40; index++) recorder.event(pod, pulled)
    await stored()
    expect(writes()).toBe(25)
    await clock.advance(300_000)
    for (let index = 0; index < 5; index++) recorder.event(pod, pulled)
    await stored()
    expect(writes()).toBe(26)
    const other = { ...pod, metadata: { ...pod.metadata, name: 'other', uid: 'other' } }
    recorder.event(other, pulled)
    await stored()
    expect(writes()).toBe(27)
  })

  it('never gives two events the same name', async () => {
    const { recorder, pod, stored } = await open()
    for (const reason of ['A', 'B', 'C', 'D']) recorder.event(pod, { ...pulled, reason })
    expect(new Set((await stored()).map(({ metadata }) => metadata.name)).size).toBe(4)
  })

  it('tries again while no server answers, and keeps the order', async () => {
    const { recorder, pod, stored, clock, transport } = await open()
    const restore = transport.intercept(() => {
      throw serviceUnavailable('away')
    })
    recorder.event(pod, { ...pulled, reason: 'First' })
    recorder.event(pod, { ...pulled, reason: 'Second' })
    await clock.advance(25_000, settle)
    restore()
    await clock.advance(10_000, settle)
    expect((await stored()).map(({ reason }) => reason).toSorted()).toEqual(['First', 'Second'])
    const posts = transport.writes.filter(({ path }) => path.endsWith('/events'))
    expect(posts.at(-1)?.body).toMatchObject({ reason: 'Second' })
  })

  it('gives up after twelve tries', async () => {
    const { recorder, pod, clock, transport, warnings } = await open()
    transport.intercept(() => {
      throw serviceUnavailable('away')
    })
    recorder.event(pod, pulled)
    await clock.advance(600_000, settle)
    expect(transport.writes.filter(({ path }) => path.includes('/events'))).toHaveLength(12)
    expect(warnings).toEqual(['gave up sending an event'])
  })

  it.each([
    ['a refusal', forbidden(events, 'x', 'no'), ['the server rejected an event']],
    [
      'a missing namespace',
      notFound({ group: '', plural: 'namespaces' }, 'a'),
      ['the server rejected an event'],
    ],
    [
      'a namespace that is going',
      new StatusError({
        reason: 'Forbidden',
        code: 403,
        message: 'terminating',
        details: { causes: [{ reason: 'NamespaceTerminating' }] },
      }),
      [],
    ],
  ])('does not try again after %s', async (_, error, expected) => {
    const { recorder, pod, clock, transport, warnings } = await open()
    transport.intercept(() => {
      throw error
    })
    recorder.event(pod, pulled)
    await clock.advance(60_000, settle)
    expect(transport.writes.filter(({ path }) => path.includes('/events'))).toHaveLength(1)
    expect(warnings).toEqual(expected)
  })
})
