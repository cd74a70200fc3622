import { VirtualClock } from '@knarr/machinery'
import { beforeEach, describe, expect, it } from 'vitest'
import { endpoint } from '../testing/cases.ts'
import { Balancer } from './balancer.ts'

const [one, two, three] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((ip) => endpoint(ip))

describe('Balancer', () => {
  let clock: VirtualClock
  let balancer: Balancer
  const picks = (...clients: string[]): unknown[] => clients.map((client) => balancer.pick(client)?.ip)
  const use = (affinitySeconds: number | undefined, ...endpoints: (typeof one)[]): void =>
    balancer.update(
      endpoints.filter((found) => found !== undefined),
      affinitySeconds,
    )

  beforeEach(() => {
    clock = new VirtualClock()
    balancer = new Balancer(clock)
  })

  it('takes endpoints in turn, and none where there is none', () => {
    expect(picks('a')).toEqual([undefined])
    use(undefined, one, two)
    const [first, second, third] = picks('a', 'a', 'a')
    expect([first, second].sort()).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(third).toBe(first)
  })

  it('keeps a client at its endpoint until it stays away for the time-out', async () => {
    use(10, one, two, three)
    const [mine, others] = picks('a', 'b')
    expect(others).not.toBe(mine)
    await clock.advance(9_999)
    expect(picks('a', 'a')).toEqual([mine, mine])
    await clock.advance(9_999)
    expect(picks('a')).toEqual([mine])
    await clock.advance(10_000)
    expect(picks('a')).not.toEqual([mine])
  })

  it('moves the clients of an endpoint that is gone, and no others', () => {
    use(10, one, two)
    const before = picks('a', 'b')
    const stays = before.indexOf('10.0.0.2')
    use(10, two, three)
    const after = picks('a', 'b')
    expect(after[stays]).toBe('10.0.0.2')
    expect(after[1 - stays]).not.toBe('10.0.0.1')
  })

  it('lets a client go when asked, and all of them when affinity ends', () => {
    use(10, one, two)
    const [mine] = picks('a')
    balancer.release('a')
    expect(picks('a')).not.toEqual([mine])
    use(undefined, one, two)
    expect(new Set(picks('a', 'a')).size).toBe(2)
  })
})
