import { persistentVolumeClaims, persistentVolumes } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { volumeExpandController } from './volume-expand-controller.ts'

/** What is said about a claim of 1Gi that has a volume, once it asks for `storage`. */
async function saidOf(storage: string, { phase = 'Bound', claimedBy = 'data' } = {}): Promise<string[]> {
  const { client, run, pass, events } = openControllers()
  await run(volumeExpandController)
  const claimRef = { namespace, name: claimedBy }
  await client.create(persistentVolumes, { metadata: { name: 'disk' }, spec: { claimRef } } as never)
  await client.create(persistentVolumeClaims, {
    metadata: { namespace, name: 'data' },
    spec: { volumeName: 'disk', resources: { requests: { storage } } },
    status: { phase, capacity: { storage: '1Gi' } },
  } as never)
  await pass()
  return events.map(({ by, about, text }) => `${by} ${about} ${text}`)
}

describe('a claim that asks for more than it has', () => {
  it('is told that somebody else expands its volume', async () => {
    expect(await saidOf('2Gi')).toEqual([
      'volume_expand data Normal ExternalExpanding waiting for an external controller to expand this PVC',
    ])
  })

  it.each([
    ['asks for what it has', '1Gi', {}],
    ['is not bound', '2Gi', { phase: 'Pending' }],
    ['names a volume of another', '2Gi', { claimedBy: 'other' }],
  ])('is told nothing when it %s', async (_, storage, world) => {
    expect(await saidOf(storage, world)).toEqual([])
  })
})
