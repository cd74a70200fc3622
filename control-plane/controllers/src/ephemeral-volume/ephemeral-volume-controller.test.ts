import { persistentVolumeClaims, pods } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { ephemeralVolumeController } from './ephemeral-volume-controller.ts'

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
const key = { namespace, name: 'web-scratch' }

async function open() {
  const world = openControllers()
  const { client } = world
  await world.run(ephemeralVolumeController)
  return {
    ...world,
    claim: () => client.get(persistentVolumeClaims, key).catch(() => undefined),
    async makePod(metadata: object = {}) {
      const volumeClaimTemplate = { metadata: { labels: { app: 'web' }, annotations: { a: 'b' } }, spec }
      const volumes = [{ name: 'scratch', ephemeral: { volumeClaimTemplate } }]
      const pod = await client.create(pods, podDraft('web', metadata, { volumes }))
      await world.pass()
      return pod
    },
  }
}

describe('a pod with an ephemeral volume', () => {
  it('gets a claim of its own', async () => {
    const { makePod, claim, errors } = await open()
    const { uid } = (await makePod()).metadata
    expect(await claim()).toMatchObject({
      metadata: {
        labels: { app: 'web' },
        annotations: { a: 'b' },
        ownerReferences: [
          {
            ...{ apiVersion: 'v1', kind: 'Pod', name: 'web', uid },
            ...{ controller: true, blockOwnerDeletion: true },
          },
        ],
      },
      spec,
    })
    expect(errors).toEqual([])
  })

  it('gets another one when that is deleted', async () => {
    const { makePod, claim, client, pass } = await open()
    await makePod()
    const uid = (await claim())?.metadata.uid
    await client.delete(persistentVolumeClaims, key)
    await pass()
    expect((await claim())?.metadata.uid).not.toBe(uid)
    expect(await claim()).toBeDefined()
  })

  it('is told of a claim in the way that is not its own, which stays as it is', async () => {
    const { makePod, claim, client, events, pass } = await open()
    await client.create(persistentVolumeClaims, {
      metadata: { ...key, labels: { mine: 'yes' } },
      spec,
    } as never)
    await pass()
    await makePod()
    expect((await claim())?.metadata.labels).toEqual({ mine: 'yes' })
    expect(events[0]).toEqual({
      by: 'ephemeral_volume',
      about: 'web',
      text: `Warning FailedBinding ephemeral volume scratch: PVC ${namespace}/web-scratch was not created for pod ${namespace}/web (pod is not owner)`,
    })
  })

  it('gets none while it is on its way out', async () => {
    const { makePod, claim } = await open()
    await makePod({ deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.com/held'] })
    expect(await claim()).toBeUndefined()
  })
})
