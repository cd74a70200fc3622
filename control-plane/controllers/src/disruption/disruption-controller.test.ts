import { replicaSets } from '@knarr/api/apps/v1'
import { pods } from '@knarr/api/core/v1'
import { podDisruptionBudgets } from '@knarr/api/policy/v1'
import { controllerRef } from '@knarr/controller'
import { describe, expect, it } from 'vitest'
import { makeReady, namespace, podDraft, replicaSetOf } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { disruptionController } from './disruption-controller.ts'

const key = { namespace, name: 'web' }

async function open(spec: object, ready: number, { owned = true } = {}) {
  const world = openControllers()
  const { client, clock } = world
  const set = await client.create(replicaSets, replicaSetOf('web', 4))
  for (let index = 0; index < 4; index++) {
    const metadata = owned ? { ownerReferences: [controllerRef(set, replicaSets)] } : {}
    const pod = await client.create(pods, podDraft(`web-${index}`, metadata))
    if (index < ready) await makeReady(client, clock, pod)
  }
  const selector = { matchLabels: { app: 'web' } }
  await client.create(podDisruptionBudgets, { metadata: key, spec: { selector, ...spec } })
  await world.run(disruptionController)
  return { ...world, status: async () => (await client.get(podDisruptionBudgets, key)).status }
}

describe('the disruption controller', () => {
  it.each([
    [
      { minAvailable: 3 },
      4,
      { expectedPods: 4, desiredHealthy: 3, currentHealthy: 4, disruptionsAllowed: 1 },
    ],
    [
      { minAvailable: '50%' },
      3,
      { expectedPods: 4, desiredHealthy: 2, currentHealthy: 3, disruptionsAllowed: 1 },
    ],
    [
      { maxUnavailable: 1 },
      3,
      { expectedPods: 4, desiredHealthy: 3, currentHealthy: 3, disruptionsAllowed: 0 },
    ],
    [
      { maxUnavailable: '30%' },
      4,
      { expectedPods: 4, desiredHealthy: 2, currentHealthy: 4, disruptionsAllowed: 2 },
    ],
  ])('counts under %j with %d ready', async (spec, ready, expected) => {
    const { status } = await open(spec, ready)
    expect(await status()).toMatchObject(expected)
    const isAllowed = expected.disruptionsAllowed > 0
    expect((await status())?.conditions).toMatchObject([
      {
        type: 'DisruptionAllowed',
        status: isAllowed ? 'True' : 'False',
        reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
      },
    ])
  })

  it('follows pods that go', async () => {
    const { client, pass, status } = await open({ minAvailable: 3 }, 4)
    await client.delete(pods, { namespace, name: 'web-0' }, { gracePeriodSeconds: 0 })
    await pass()
    expect(await status()).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 0 })
  })

  it('allows nothing where nobody says how many pods there should be', async () => {
    const { status } = await open({ maxUnavailable: 1 }, 4, { owned: false })
    expect(await status()).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [
        { reason: 'SyncFailed', message: expect.stringContaining('found no controllers for pod') },
      ],
    })
  })
})
