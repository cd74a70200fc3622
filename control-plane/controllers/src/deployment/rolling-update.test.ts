import type { Deployment, ReplicaSet } from '@knarr/api/apps/v1'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundsOf, newSetReplicas, oldSetScalings } from './rolling-update.ts'

function deploymentOf(
  replicas: number,
  maxSurge: number | string,
  maxUnavailable: number | string,
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'd', resourceVersion: '1' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
      template: { metadata: { labels: { app: 'web' } } },
    },
  }
}

function setOf(name: string, replicas: number, available: number): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: `2026-01-0${name.at(-1)}T00:00:00Z`,
    },
    spec: { replicas, selector: {} },
    status: { replicas, availableReplicas: available },
  }
}

describe('the bounds of a roll-out', () => {
  it.each([
    [10, '25%', '25%', 3, 2],
    [4, '25%', '25%', 1, 1],
    [1, '25%', '25%', 1, 0],
    [10, 0, 0, 0, 1],
    [10, 2, 0, 2, 0],
    [3, 0, '100%', 0, 3],
  ])('of %i replicas with surge %s and %s unavailable', (replicas, surge, unavailable, ...bounds) => {
    const { maxSurge, maxUnavailable } = boundsOf(deploymentOf(replicas, surge, unavailable))
    expect([maxSurge, maxUnavailable]).toEqual(bounds)
  })
})

interface Rollout {
  readonly old: number
  readonly fresh: number
  readonly ready: number
}

/** One step of the controller: the new set grows, or else the old one shrinks. */
function step(deployment: Deployment, { old, fresh, ready }: Rollout): Rollout {
  const oldSet = setOf('old-1', old, old)
  const newSet = setOf('new-2', fresh, ready)
  const grown = newSetReplicas(deployment, [oldSet], newSet)
  if (grown !== fresh) return { old, fresh: grown, ready }
  const [scaling] = oldSetScalings(deployment, newSet, [oldSet])
  return { old: scaling?.replicas ?? old, fresh, ready }
}

it('never has more or fewer pods than allowed, whatever becomes ready when, and ends', () => {
  const arbitrary = fc.record({
    replicas: fc.integer({ min: 1, max: 12 }),
    surge: fc.integer({ min: 0, max: 4 }),
    unavailable: fc.integer({ min: 0, max: 4 }),
    pace: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
  })
  const check = (input: { replicas: number; surge: number; unavailable: number; pace: number[] }): void => {
    const { replicas, surge, unavailable, pace } = input
    const deployment = deploymentOf(replicas, surge, unavailable)
    const { maxSurge, maxUnavailable } = boundsOf(deployment)
    let state: Rollout = { old: replicas, fresh: 0, ready: 0 }
    for (let round = 0; round < 500; round++) {
      const { old, fresh, ready } = step(deployment, state)
      const nowReady = pace[round % pace.length] || Number(round % 7 === 0)
      state = { old, fresh, ready: Math.min(fresh, ready + nowReady) }
      expect(old + fresh).toBeLessThanOrEqual(replicas + maxSurge)
      expect(old + ready).toBeGreaterThanOrEqual(replicas - maxUnavailable)
    }
    expect(state).toEqual({ old: 0, fresh: replicas, ready: replicas })
  }
  fc.assert(fc.property(arbitrary, check))
})

it('takes old replicas that are not available first', () => {
  const scalings = oldSetScalings(deploymentOf(4, 1, 0), setOf('new-3', 1, 1), [
    setOf('old-1', 2, 0),
    setOf('old-2', 4, 4),
  ])
  expect(scalings.find(({ set }) => set.metadata.name === 'old-1')?.replicas).toBe(0)
})
