import { VirtualClock } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { parseEventLimits } from './event-limits.ts'
import { eventRateLimit } from './event-rate-limit.ts'

const configuration = (...limits: object[]): string =>
  JSON.stringify({ apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1', kind: 'Configuration', limits })

function open(...limits: object[]) {
  const clock = new VirtualClock()
  const plugin = eventRateLimit(parseEventLimits(configuration(...limits)))
  const send = ({ namespace = 'a', user = 'u', component = 'c', name = 'o' } = {}): string => {
    const object = { source: { component }, involvedObject: { kind: 'Pod', namespace, name } }
    try {
      void plugin.validate?.({ namespace, user: { name: user }, object } as never, { clock } as never)
      return 'in'
    } catch (error) {
      return (error as Error).message
    }
  }
  return { clock, plugin, send }
}

describe('EventRateLimit', () => {
  it('lets in a burst, and then so many a second', async () => {
    const { clock, send } = open({ type: 'Server', qps: 2, burst: 3 })
    const refused = 'Too many requests: limit reached on type Server for key '
    expect([send(), send({ namespace: 'b' }), send(), send()]).toEqual(['in', 'in', 'in', refused])
    await clock.advance(500)
    expect([send(), send()]).toEqual(['in', refused])
    await clock.advance(60_000)
    expect([send(), send(), send(), send()]).toEqual(['in', 'in', 'in', refused])
  })

  it.each([
    ['Namespace', { namespace: 'b' }, 'a'],
    ['User', { user: 'v' }, 'u'],
    ['SourceAndObject', { name: 'p' }, 'cPodao'],
  ])('tells origins apart by %s', (type, other, key) => {
    const { send } = open({ type, qps: 1, burst: 1 })
    expect([send(), send(other), send()]).toEqual([
      ...['in', 'in', `Too many requests: limit reached on type ${type} for key ${key}`],
    ])
  })

  it('counts by all limits, and forgets who was not heard of for long', () => {
    const { send } = open(
      { type: 'User', qps: 1, burst: 1, cacheSize: 1 },
      { type: 'Server', qps: 1, burst: 3 },
    )
    expect([send(), send({ user: 'v' }), send(), send()]).toEqual([
      ...['in', 'in', 'in', 'Too many requests: limit reached on type Server for key '],
    ])
  })

  it.each([
    [{ resource: { group: 'events.k8s.io', plural: 'events' }, operation: 'CREATE' }, true],
    [{ resource: { group: '', plural: 'events' }, operation: 'UPDATE' }, true],
    [{ resource: { group: '', plural: 'events' }, operation: 'DELETE' }, false],
    [{ resource: { group: '', plural: 'events' }, operation: 'CREATE', isDryRun: true }, false],
    [{ resource: { group: '', plural: 'pods' }, operation: 'CREATE' }, false],
  ])('of %j is asked: %s', (attributes, isAsked) => {
    expect(open({ type: 'Server', qps: 1, burst: 1 }).plugin.handles(attributes as never)).toBe(isAsked)
  })

  it.each([
    [[], 'limits: Invalid value: [] must not be empty'.replace('] ', ']: ')],
    [[{ type: 'Pod', qps: 1, burst: 1 }], 'limits[0].type: Unsupported value: "Pod"'],
    [[{ type: 'User', qps: 0, burst: 1 }], 'limits[0].qps: Invalid value: 0: must be positive'],
    [[{ type: 'User', qps: 1, burst: -1 }], 'limits[0].burst: Invalid value: -1: must be positive'],
    [
      [{ type: 'User', qps: 1, burst: 1, cacheSize: -1 }],
      'limits[0].cacheSize: Invalid value: -1: must not be negative',
    ],
    [[{ type: 'User', qps: 1, burst: 1, size: 1 }], 'unknown field "limits[0].size"'],
  ])('refuses to be configured with %j', (limits, message) => {
    expect(() => parseEventLimits(configuration(...limits))).toThrow(message)
  })
})
