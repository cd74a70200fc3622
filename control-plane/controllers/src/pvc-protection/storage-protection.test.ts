import { persistentVolumeClaims, persistentVolumes, pods } from '@knarr/api/core/v1'
import { describe, expect, it } from 'vitest'
import { volumeProtectionController } from '../pv-protection/volume-protection-controller.ts'
import { namespace, podDraft } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { claimProtectionController } from './claim-protection-controller.ts'

const key = { namespace, name: 'data' }

async function open() {
  const world = openControllers()
  const { client } = world
  await world.run(claimProtectionController, volumeProtectionController)
  return {
    ...world,
    async makeClaim(metadata: object = {}) {
      const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
      await client.create(persistentVolumeClaims, { metadata: { ...key, ...metadata }, spec } as never)
      await world.pass()
    },
    async deleteClaim() {
      await client.delete(persistentVolumeClaims, key)
      await world.pass()
    },
    claim: () => client.get(persistentVolumeClaims, key).catch(() => undefined),
    async makePod(volume: object, spec: object = { nodeName: 'n' }, metadata: object = {}) {
      const volumes = [{ name: 'data', ...volume }]
      const pod = await client.create(pods, podDraft('web', metadata, { ...spec, volumes }))
      await world.pass()
      return pod
    },
  }
}

const claimVolume = { persistentVolumeClaim: { claimName: 'data' } }
const ephemeral = { ephemeral: { volumeClaimTemplate: { spec: {} } } }

describe('a claim', () => {
  it('is held, and goes when it is deleted and nobody uses it', async () => {
    const { makeClaim, claim, deleteClaim } = await open()
    await makeClaim()
    expect((await claim())?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection'])
    await deleteClaim()
    expect(await claim()).toBeUndefined()
  })

  it('stays until the pod that uses it is gone', async () => {
    const { makeClaim, makePod, claim, deleteClaim, client, pass } = await open()
    await makeClaim()
    await makePod(claimVolume)
    await deleteClaim()
    expect((await claim())?.metadata.deletionTimestamp).toBeDefined()
    await client.delete(pods, { namespace, name: 'web' }, { gracePeriodSeconds: 0 })
    await pass()
    expect(await claim()).toBeUndefined()
  })

  it.each([
    ['is on no node', claimVolume, {}],
    ['uses another claim', { persistentVolumeClaim: { claimName: 'other' } }, { nodeName: 'n' }],
    ['would have an ephemeral volume of that name, but does not own the claim', ephemeral, { nodeName: 'n' }],
  ])('is not held by a pod that %s', async (_, volume, spec) => {
    const { makeClaim, makePod, claim, deleteClaim } = await open()
    await makeClaim()
    await makePod(volume, spec)
    await deleteClaim()
    expect(await claim()).toBeUndefined()
  })

  it('of an ephemeral volume is held by its pod', async () => {
    const { client, makePod, claim, deleteClaim, makeClaim } = await open()
    const pod = await makePod(ephemeral)
    const { name, uid } = pod.metadata
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name, uid, controller: true }]
    await makeClaim({ name: 'web-data', ownerReferences })
    await client.delete(persistentVolumeClaims, { namespace, name: 'web-data' })
    await deleteClaim().catch(() => undefined)
    expect(await client.get(persistentVolumeClaims, { namespace, name: 'web-data' })).toBeDefined()
    expect(await claim()).toBeUndefined()
  })
})

describe('a volume', () => {
  it('goes when it is deleted and bound to no claim', async () => {
    const { client, pass } = await open()
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } }
    const volume = await client.create(persistentVolumes, { metadata: { name: 'v' }, spec } as never)
    await pass()
    const at = { namespace: '', name: 'v' }
    const held = await client.get(persistentVolumes, at)
    expect(held.metadata.finalizers).toEqual(['kubernetes.io/pv-protection'])
    await client.updateStatus(persistentVolumes, { ...held, status: { phase: 'Bound' } })
    await client.delete(persistentVolumes, at)
    await pass()
    const bound = await client.get(persistentVolumes, at)
    await client.updateStatus(persistentVolumes, { ...bound, status: { phase: 'Released' } })
    await pass()
    await expect(client.get(persistentVolumes, at)).rejects.toMatchObject({ reason: 'NotFound' })
    expect(volume.metadata.name).toBe('v')
  })
})
