import { type Pod, pods } from '@knarr/api/core/v1'
import type { Client } from '@knarr/client'
import { type Draft, keyOf } from '@knarr/machinery'
import { expect, it } from 'vitest'
import { strategies } from '../../registry/resources.ts'
import { startTestServer } from '../../testing/test-server.ts'

const key = { namespace: 'default', name: 'web' }

async function runningPod(): Promise<{ client: Client; pod: Pod }> {
  const { client } = await startTestServer({ strategies })
  const spec = { nodeName: 'a', containers: [{ name: 'main', image: 'web' }] }
  const pod = await client.create(pods, { metadata: key, spec })
  return { client, pod }
}

function evict(client: Client, deleteOptions: object = {}): Promise<unknown> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: key, deleteOptions }
  return client.create(pods, eviction as unknown as Draft<Pod>, { subresource: 'eviction' })
}

it('an eviction marks the pod as disrupted and gives it its time to end', async () => {
  const { client } = await runningPod()
  await evict(client, { gracePeriodSeconds: 7 })
  const { metadata, status } = await client.get(pods, key)
  expect(metadata).toMatchObject({ deletionTimestamp: expect.any(String), deletionGracePeriodSeconds: 7 })
  expect(status?.conditions).toContainEqual({
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: expect.any(String),
  })
})

it('an eviction of another pod than the one that is there changes nothing', async () => {
  const { client, pod } = await runningPod()
  await expect(evict(client, { preconditions: { uid: 'other' } })).rejects.toThrow(/Precondition failed: UID/)
  expect(await client.get(pods, keyOf(pod))).toEqual(pod)
})

it('an eviction that is only tried changes nothing', async () => {
  const { client, pod } = await runningPod()
  await evict(client, { dryRun: ['All'] })
  expect(await client.get(pods, keyOf(pod))).toEqual(pod)
})
