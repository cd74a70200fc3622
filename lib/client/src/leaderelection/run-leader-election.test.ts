import { leases } from '@knarr/api/coordination/v1'
import { seededRandom, serviceUnavailable, VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { FakeTransport } from '../testing/fake-transport.ts'
import { settle } from '../testing/settle.ts'
import { type LeaderElectionOptions, runLeaderElection } from './run-leader-election.ts'

const lease = { namespace: 'kube-system', name: 'kube-scheduler' }

function open() {
  const clock = new VirtualClock()
  const transport = new FakeTransport({ clock })
  const client = createClient(transport)
  const log: string[] = []
  let seed = 1
  /** A candidate with its own connection, which can be cut. */
  const stand = (identity: string, more: Partial<LeaderElectionOptions> = {}) => {
    const stop = new AbortController()
    let isCut = false
    const own = createClient({
      request: (request) => (isCut ? Promise.reject(serviceUnavailable('cut')) : transport.request(request)),
      watch: (request) => transport.watch(request),
    })
    let leading: AbortSignal | undefined
    const done = runLeaderElection({
      client: own,
      lease,
      identity,
      clock,
      random: seededRandom(seed++),
      signal: stop.signal,
      onStartedLeading(signal) {
        leading = signal
        log.push(`${identity} leads`)
      },
      onStoppedLeading: () => void log.push(`${identity} stopped`),
      ...more,
    })
    return {
      done,
      stop,
      cut: () => {
        isCut = true
      },
      isLeading: () => leading !== undefined && !leading.aborted,
    }
  }
  return { clock, client, log, stand, transport }
}

describe('runLeaderElection', () => {
  it('makes the first candidate leader, and writes its claim into the Lease', async () => {
    const { client, clock, stand, log } = open()
    const a = stand('a')
    await settle()
    expect(log).toEqual(['a leads'])
    await clock.advance(4000, settle)
    expect((await client.get(leases, lease)).spec).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:04.000000Z',
      leaseTransitions: 0,
    })
    a.stop.abort()
    await a.done
    expect(log).toEqual(['a leads', 'a stopped'])
  })

  it('never has two leaders, however long both stand', async () => {
    const { clock, stand, log } = open()
    const candidates = ['a', 'b'].map((identity) => stand(identity))
    let both = 0
    for (let second = 0; second < 120; second++) {
      await clock.advance(1000, settle)
      if (candidates.filter((candidate) => candidate.isLeading()).length !== 1) both++
    }
    expect(both).toBe(0)
    expect(log).toHaveLength(1)
    for (const { stop } of candidates) stop.abort()
  })

  it('hands over when the leader is cut off, only after that has stepped down', async () => {
    const { client, clock, stand, log } = open()
    const a = stand('a')
    await settle()
    const b = stand('b')
    await clock.advance(5000, settle)
    a.cut()
    await clock.advance(30_000, settle)
    expect(log).toEqual(['a leads', 'a stopped', 'b leads'])
    await a.done
    const { spec } = await client.get(leases, lease)
    expect(spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 })
    b.stop.abort()
  })

  it('steps down after the renew deadline even when the server does not answer at all', async () => {
    const { clock, stand, log, transport } = open()
    const a = stand('a')
    await settle()
    transport.intercept(() => new Promise(() => {}))
    await clock.advance(9999, settle)
    expect(log).toEqual(['a leads'])
    await clock.advance(1, settle)
    expect(log).toEqual(['a leads', 'a stopped'])
    await a.done
    expect(clock.armed).toBe(0)
  })

  it.each([
    ['at once when the lease was released', true, 5000],
    ['only when the lease has run out otherwise', false, 14_000],
  ])('lets the next one lead %s', async (_, releaseOnCancel, waitMs) => {
    const { clock, stand, log } = open()
    const a = stand('a', { releaseOnCancel })
    await settle()
    const b = stand('b')
    await settle()
    a.stop.abort()
    await a.done
    await clock.advance(waitMs, settle)
    expect(log.includes('b leads')).toBe(releaseOnCancel)
    await clock.advance(10_000, settle)
    expect(log.at(-1)).toBe('b leads')
    b.stop.abort()
  })

  it('gives the lease back only when the leader has finished', async () => {
    const { clock, stand, log } = open()
    const work = Promise.withResolvers<void>()
    const a = stand('a', { releaseOnCancel: true, onStartedLeading: () => work.promise })
    await settle()
    const b = stand('b')
    a.stop.abort()
    await clock.advance(5000, settle)
    expect(log).toEqual([])
    work.resolve()
    await a.done
    await clock.advance(5000, settle)
    expect(log).toEqual(['a stopped', 'b leads'])
    b.stop.abort()
    await b.done
    expect(clock.armed).toBe(0)
  })

  it('leads again under the same identity without counting a transition', async () => {
    const { client, stand, log } = open()
    const first = stand('a')
    await settle()
    first.stop.abort()
    await first.done
    const second = stand('a')
    await settle()
    expect(log).toEqual(['a leads', 'a stopped', 'a leads'])
    expect((await client.get(leases, lease)).spec.leaseTransitions).toBe(0)
    second.stop.abort()
  })

  it('says who leads', async () => {
    const { clock, stand } = open()
    const a = stand('a')
    await settle()
    const leaders: string[] = []
    const b = stand('b', { onNewLeader: (identity) => void leaders.push(identity) })
    await clock.advance(3000, settle)
    a.cut()
    await clock.advance(30_000, settle)
    expect(leaders).toEqual(['a', 'b'])
    b.stop.abort()
  })

  it('rejects with what the leader threw, and tells it to stop', async () => {
    const { stand } = open()
    const a = stand('a', {
      onStartedLeading: async () => {
        throw new Error('cannot start')
      },
    })
    await expect(a.done).rejects.toThrow('cannot start')
  })
})
