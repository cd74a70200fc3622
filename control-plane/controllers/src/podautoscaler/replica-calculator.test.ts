import type { Pod } from '@knarr/api/core/v1'
import { timestamp } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { byAverage, byUtilization, defaultTolerances, type Usage } from './replica-calculator.ts'

const nowMs = Date.UTC(2026, 0, 1)
const minute = 60_000

interface Traits {
  /** Milli-CPU; without it there is no sample. */
  readonly used?: number
  readonly ready?: boolean
  readonly ageMs?: number
  readonly phase?: string
  readonly leaving?: boolean
}

/** Pods that ask for 100m each. */
function usageOf(traits: readonly Traits[]): Usage {
  const named = traits.map((each, index) => ({ name: `web-${index}`, ...each }))
  const pods = named.map(({ name, ready = true, ageMs = 60 * minute, phase = 'Running', leaving }) => {
    const since = timestamp(nowMs - ageMs)
    const lastTransitionTime = timestamp(nowMs - ageMs / 2)
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime }]
    return {
      metadata: { name, ...(leaving ? { deletionTimestamp: since } : {}) },
      spec: { containers: [{ name: 'main', resources: { requests: { cpu: '100m' } } }] },
      status: { phase, startTime: since, conditions },
    } as unknown as Pod
  })
  const samples = new Map(
    named.flatMap(({ name, used }) =>
      used === undefined ? [] : [[name, { milli: used, atMs: nowMs, windowMs: 30_000 }] as const],
    ),
  )
  const current = traits.filter(({ leaving }) => !leaving).length
  return { current, pods, samples, resource: 'cpu', tolerances: defaultTolerances, nowMs }
}

describe('how many replicas there should be', () => {
  it.each<[string, Traits[], number]>([
    ['grow with the use', [{ used: 100 }, { used: 100 }], 4],
    ['shrink with it', [{ used: 10 }, { used: 15 }, { used: 5 }], 1],
    ['stay within the tolerance', [{ used: 54 }, { used: 54 }], 2],
    ['round up, but not for a fraction of nothing', [{ used: 70 }, { used: 70 }, { used: 70 }], 5],
    ['leave out pods that are going or failed', [{ used: 100 }, { used: 900, leaving: true }], 2],
    ['take a missing pod to be idle on the way up', [{ used: 150 }, {}], 3],
    ['stay where a missing pod could make the difference', [{ used: 80 }, {}], 2],
    ['take a missing pod to be busy on the way down', [{ used: 10 }, { used: 10 }, {}], 3],
    [
      'take a pod that starts to be idle on the way up',
      [{ used: 180 }, { used: 900, ready: false, ageMs: minute }],
      4,
    ],
    ['not count a pending pod on the way down', [{ used: 10 }, { phase: 'Pending' }], 1],
    ['count a pod that is not ready but once was', [{ used: 100 }, { used: 100, ready: false }], 4],
  ])('%s', (_, traits, expected) => {
    expect(byUtilization(usageOf(traits), 50, undefined).replicas).toBe(expected)
  })

  it('says how much is used', () => {
    const usage = usageOf([{ used: 60 }, { used: 90 }])
    expect(byUtilization(usage, 50, undefined)).toMatchObject({ averageMilli: 75, utilization: 75 })
    expect(byAverage(usage, 25)).toEqual({ replicas: 6, averageMilli: 75 })
  })

  it('needs at least one sample, and every request', () => {
    expect(() => byAverage(usageOf([{}]), 25)).toThrow(
      'did not receive metrics for targeted pods (pods might be unready)',
    )
    expect(() => byUtilization({ ...usageOf([{ used: 1 }]), resource: 'memory' }, 50, undefined)).toThrow(
      'missing request for memory in container main of Pod web-0',
    )
  })
})
