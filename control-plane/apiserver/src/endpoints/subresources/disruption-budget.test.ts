import { type Pod, pods } from '@knarr/api/core/v1'
import { podDisruptionBudgets } from '@knarr/api/policy/v1'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../testing/test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({ strategies: undefined })
})
afterEach(() => test[Symbol.asyncDispose]())

const key = { namespace: 'default', name: 'web' }
const healthy = { currentHealthy: 2, desiredHealthy: 1, expectedPods: 2, observedGeneration: 1 }

async function pod(isReady: boolean): Promise<void> {
  const spec = { nodeName: 'a', containers: [{ name: 'main', image: 'web' }] }
  const created = await test.client.create(pods, {
    metadata: { ...key, labels: { app: 'web' } },
    spec,
  } as never)
  const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }]
  await test.client.updateStatus(pods, { ...created, status: { phase: 'Running', conditions } })
}

async function budget(status: object, spec: object = {}, name = 'web'): Promise<void> {
  const created = await test.client.create(podDisruptionBudgets, {
    metadata: { ...key, name },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec },
  })
  await test.client.updateStatus(podDisruptionBudgets, { ...created, status: { ...healthy, ...status } })
}

const evict = (deleteOptions: object = {}): Promise<unknown> => {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: key, deleteOptions }
  return test.client.create(pods, eviction as unknown as Pod, { subresource: 'eviction' })
}
const isLeaving = async () => (await test.client.get(pods, key)).metadata.deletionTimestamp !== undefined
const left = async () => (await test.client.get(podDisruptionBudgets, key)).status

it('an eviction is taken from the budget, unless it is only tried', async () => {
  await pod(true)
  await budget({ disruptionsAllowed: 1 })
  await evict({ dryRun: ['All'] })
  expect(await left()).toMatchObject({ disruptionsAllowed: 1 })
  await evict()
  expect(await left()).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { web: expect.any(String) } })
  expect(await isLeaving()).toBe(true)
})

it.each([
  [{ disruptionsAllowed: 0 }, 'The disruption budget web needs 1 healthy pods and has 2 currently'],
  [
    { disruptionsAllowed: 1, observedGeneration: 0 },
    'The disruption budget web is still being processed by the server.',
  ],
])('a budget of %j stops an eviction', async (status, message) => {
  await pod(true)
  await budget(status)
  await expect(evict()).rejects.toMatchObject({
    code: 429,
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    status: { details: { causes: [{ reason: 'DisruptionBudget', message }] } },
  })
  expect(await isLeaving()).toBe(false)
})

it.each([
  [{ disruptionsAllowed: 0 }, {}],
  [{ disruptionsAllowed: 0, currentHealthy: 0 }, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }],
])('an unhealthy pod may go under %j with %j', async (status, spec) => {
  await pod(false)
  await budget(status, spec)
  await evict()
  expect(await isLeaving()).toBe(true)
})

it('an unhealthy pod stays while too few are healthy', async () => {
  await pod(false)
  await budget({ disruptionsAllowed: 0, currentHealthy: 0 })
  await expect(evict()).rejects.toMatchObject({ code: 429 })
})

it('two budgets are too many', async () => {
  await pod(true)
  await budget({ disruptionsAllowed: 1 })
  await budget({ disruptionsAllowed: 1 }, {}, 'other')
  await expect(evict()).rejects.toMatchObject({
    code: 500,
    message:
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  })
})
