import { configMaps, type Pod, pods, secrets, serviceAccounts } from '@knarr/api/core/v1'
import type { Draft } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { legacyTokenCleanerController } from './legacy-token-cleaner-controller.ts'

const dayMs = 86_400_000
const periodMs = 2 * dayMs
const key = { namespace, name: 'robot-token' }
const invalidSince = 'kubernetes.io/legacy-token-invalid-since'
const lastUsed = 'kubernetes.io/legacy-token-last-used'

interface Case {
  readonly labels?: Record<string, string>
  readonly isReferred?: boolean
  readonly isMounted?: boolean
  readonly since?: string
}

async function open({ labels = {}, isReferred = true, isMounted = false, since = '2026-01-01' }: Case = {}) {
  const world = openControllers()
  const { client } = world
  const tracking = { namespace: 'kube-system', name: 'kube-apiserver-legacy-service-account-token-tracking' }
  await client.create(configMaps, { metadata: tracking, data: { since } })
  const own = isReferred ? { secrets: [{ name: key.name }] } : {}
  await client.create(serviceAccounts, { metadata: { namespace, name: 'robot' }, ...own })
  const annotations = { 'kubernetes.io/service-account.name': 'robot' }
  const type = 'kubernetes.io/service-account-token'
  await client.create(secrets, { metadata: { ...key, annotations, labels }, type })
  const volumes = [{ name: 'v', secret: { secretName: key.name } }]
  const pod = { metadata: { namespace, name: 'web' }, spec: { containers: [], volumes } }
  if (isMounted) await client.create(pods, pod as unknown as Draft<Pod>)
  await world.run(() => legacyTokenCleanerController(periodMs))
  /** What the secret is labelled with; undefined once it is gone. */
  const labelled = async () => (await client.list(secrets, { namespace })).items[0]?.metadata.labels
  return { ...world, labelled }
}

describe('the cleaner of legacy tokens', () => {
  it('marks a token nobody used as invalid, and deletes it as much later', async () => {
    const { pass, labelled } = await open()
    await pass(periodMs)
    expect(await labelled()).toEqual({})
    await pass(dayMs)
    expect(await labelled()).toEqual({ [invalidSince]: '2026-01-04' })
    await pass(periodMs)
    expect(await labelled()).toEqual({ [invalidSince]: '2026-01-04' })
    await pass(dayMs)
    expect(await labelled()).toBeUndefined()
  })

  it.each<[string, Case]>([
    ['was used in time', { labels: { [lastUsed]: '2026-01-05' } }],
    ['was used who knows when', { labels: { [lastUsed]: 'lately' } }],
    ['was made by hand', { isReferred: false }],
    ['is mounted by a pod', { isMounted: true }],
    ['was not watched for so long', { since: '2026-01-05' }],
  ])('keeps a token that %s', async (_, of) => {
    const { pass, labelled } = await open(of)
    const labels = await labelled()
    await pass(periodMs + 3 * dayMs)
    expect(await labelled()).toEqual(labels)
  })

  it('marks one again whose mark cannot be read', async () => {
    const { pass, labelled } = await open({ labels: { [invalidSince]: 'long ago' } })
    await pass(periodMs + dayMs)
    expect(await labelled()).toEqual({ [invalidSince]: '2026-01-04' })
  })
})
