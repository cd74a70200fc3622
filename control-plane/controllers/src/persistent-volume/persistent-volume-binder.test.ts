import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
} from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import { volumeAnnotations } from '@knarr/controller'
import type { Draft } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { namespace } from '../testing/objects.ts'
import { openControllers } from '../testing/open-controllers.ts'
import { claimBinder } from './claim-binder.ts'
import { volumeBinder } from './volume-binder.ts'

type VolumeSpec = Partial<PersistentVolume['spec']>

const volumeOf = (name: string, spec: VolumeSpec = {}, labels = {}): Draft<PersistentVolume> => ({
  metadata: { name, labels },
  spec: {
    capacity: { storage: '10Gi' },
    accessModes: ['ReadWriteOnce'],
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: `/data/${name}` },
    ...spec,
  },
})

const claimOf = (
  spec: Partial<PersistentVolumeClaim['spec']> = {},
  name = 'data',
): Draft<PersistentVolumeClaim> => ({
  metadata: { name, namespace },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '5Gi' } },
    storageClassName: '',
    ...spec,
  },
})

async function open() {
  const world = openControllers()
  const { client } = world
  await world.run(claimBinder, volumeBinder)
  return {
    ...world,
    claim: (name = 'data') => client.get(persistentVolumeClaims, { namespace, name }),
    volume: (name: string) => client.get(persistentVolumes, { namespace: '', name }),
    async make(...objects: (Draft<PersistentVolume> | Draft<PersistentVolumeClaim>)[]) {
      for (const object of objects) {
        if ('capacity' in (object.spec ?? {}))
          await client.create(persistentVolumes, object as Draft<PersistentVolume>)
        else await client.create(persistentVolumeClaims, object as Draft<PersistentVolumeClaim>)
        await world.pass()
      }
    },
    makeClass: (name: string, fields: object = {}, annotations = {}) =>
      client.create(storageClasses, {
        metadata: { name, annotations },
        provisioner: 'disks.example.com',
        ...fields,
      }),
    /** Each thing said once, however often. */
    said: () => [...new Set(world.events.map(({ about, text }) => `${about}: ${text}`))],
  }
}

describe('the persistent volume binder', () => {
  it('gives a claim the smallest free volume that fits, and marks both ends', async () => {
    const { make, claim, volume } = await open()
    await make(
      volumeOf('large', { capacity: { storage: '100Gi' } }),
      volumeOf('small', { capacity: { storage: '1Gi' } }),
      volumeOf('right'),
      volumeOf('shared-only', { capacity: { storage: '6Gi' }, accessModes: ['ReadOnlyMany'] }),
      volumeOf('block', { capacity: { storage: '6Gi' }, volumeMode: 'Block' }),
      volumeOf('classy', { capacity: { storage: '6Gi' }, storageClassName: 'fast' }),
      claimOf(),
    )
    const bound = await claim()
    expect(bound.spec.volumeName).toBe('right')
    expect(bound.status).toEqual({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '10Gi' },
    })
    expect(bound.metadata.annotations).toEqual({
      [volumeAnnotations.bindCompleted]: 'yes',
      [volumeAnnotations.boundByController]: 'yes',
    })
    const { spec, status, metadata } = await volume('right')
    expect(spec.claimRef).toMatchObject({
      kind: 'PersistentVolumeClaim',
      namespace,
      name: 'data',
      uid: bound.metadata.uid,
    })
    expect(status?.phase).toBe('Bound')
    expect(metadata.annotations).toEqual({ [volumeAnnotations.boundByController]: 'yes' })
    expect((await volume('large')).status?.phase).toBe('Available')
  })

  it('keeps to the claim’s selector', async () => {
    const { make, claim } = await open()
    const selector = { matchLabels: { tier: 'gold' } }
    await make(volumeOf('iron'), volumeOf('gold', {}, { tier: 'gold' }), claimOf({ selector }))
    expect((await claim()).spec.volumeName).toBe('gold')
  })

  it('binds one volume to one of two claims, and the other when another volume comes', async () => {
    const { make, claim } = await open()
    await make(claimOf({}, 'a'), claimOf({}, 'b'), volumeOf('one'))
    const phases = async () => [(await claim('a')).status?.phase, (await claim('b')).status?.phase].sort()
    expect(await phases()).toEqual(['Bound', 'Pending'])
    await make(volumeOf('two'))
    expect(await phases()).toEqual(['Bound', 'Bound'])
  })

  it('says that there is neither volume nor class', async () => {
    const { make, claim, said } = await open()
    await make(claimOf())
    expect((await claim()).status?.phase).toBe('Pending')
    expect(said()).toEqual([
      'data: Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
    ])
  })

  it('keeps a volume that names a claim for that claim', async () => {
    const { make, claim, volume } = await open()
    const claimRef = { namespace, name: 'data' }
    await make(volumeOf('kept', { capacity: { storage: '50Gi' }, claimRef }), volumeOf('free'))
    expect((await volume('kept')).status?.phase).toBe('Available')
    await make(claimOf({}, 'other'), claimOf())
    expect((await claim('other')).spec.volumeName).toBe('free')
    expect((await claim()).spec.volumeName).toBe('kept')
    expect((await volume('kept')).metadata.annotations).toBeUndefined()
  })

  it.each<[string, VolumeSpec, string]>([
    ['too small', { capacity: { storage: '1Gi' } }, 'requested PV is too small'],
    ['of another class', { storageClassName: 'fast' }, 'storageClassName does not match'],
    ['a block device', { volumeMode: 'Block' }, 'incompatible volumeMode'],
    ['read by many', { accessModes: ['ReadOnlyMany'] }, 'incompatible accessMode'],
  ])('refuses a volume asked for by name that is %s', async (_, spec, why) => {
    const { make, claim, said } = await open()
    await make(volumeOf('named', spec), claimOf({ volumeName: 'named' }))
    expect((await claim()).status?.phase).toBe('Pending')
    expect(said()).toContain(`data: Warning VolumeMismatch Cannot bind to requested volume "named": ${why}`)
  })

  it('waits for a volume asked for by name', async () => {
    const { make, claim } = await open()
    await make(claimOf({ volumeName: 'named' }), volumeOf('other'))
    expect((await claim()).status?.phase).toBe('Pending')
    await make(volumeOf('named'))
    expect((await claim()).status?.phase).toBe('Bound')
  })

  it('releases a volume whose claim is gone, and lets nobody else have it', async () => {
    const { make, claim, volume, client, pass } = await open()
    await make(volumeOf('one'), claimOf())
    await client.delete(persistentVolumeClaims, { namespace, name: 'data' })
    await pass()
    expect((await volume('one')).status?.phase).toBe('Released')
    await make(claimOf())
    expect((await claim()).status?.phase).toBe('Pending')
  })

  it('says that nothing deletes a volume of a kind without a provisioner', async () => {
    const { make, volume, client, pass, said } = await open()
    await make(volumeOf('one', { persistentVolumeReclaimPolicy: 'Delete' }), claimOf())
    await client.delete(persistentVolumeClaims, { namespace, name: 'data' })
    await pass()
    expect((await volume('one')).status?.phase).toBe('Failed')
    expect(said().at(-1)).toBe(
      'one: Warning VolumeFailedDelete error getting deleter volume plugin for volume "one": no deletable volume plugin matched',
    )
  })

  it('says that a claim lost its volume', async () => {
    const { make, claim, client, pass, said } = await open()
    await make(volumeOf('one'), claimOf())
    await client.delete(persistentVolumes, { namespace: '', name: 'one' })
    await pass()
    expect((await claim()).status).toEqual({ phase: 'Lost' })
    expect(said().at(-1)).toBe(
      'data: Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    )
  })

  it('asks the provisioner of the class for a volume, and binds what it makes', async () => {
    const { make, makeClass, claim, volume, said } = await open()
    await makeClass('fast')
    await make(claimOf({ storageClassName: 'fast' }))
    const { metadata } = await claim()
    expect(metadata.annotations).toMatchObject({
      'volume.kubernetes.io/storage-provisioner': 'disks.example.com',
    })
    expect(said()[0]).toContain(
      "data: Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'disks.example.com'",
    )
    const claimRef = { namespace, name: 'data', uid: metadata.uid }
    await make(volumeOf('pvc-1', { storageClassName: 'fast', claimRef }))
    expect((await claim()).status?.phase).toBe('Bound')
    expect((await volume('pvc-1')).status?.phase).toBe('Bound')
  })

  it.each([
    ['a class that is not there', undefined, 'storageclass.storage.k8s.io "fast" not found'],
    ['no provisioner', { provisioner: 'kubernetes.io/no-provisioner' }, 'no volume plugin matched'],
  ])('says that nothing provisions for %s', async (_, fields, why) => {
    const { make, makeClass, said } = await open()
    if (fields) await makeClass('fast', fields)
    await make(claimOf({ storageClassName: 'fast' }))
    expect(said()).toEqual([`data: Warning ProvisioningFailed ${why}`])
  })

  it('waits for the pod where the class says so, and provisions once its node is chosen', async () => {
    const { make, makeClass, claim, client, pass, said } = await open()
    await makeClass('local', { volumeBindingMode: 'WaitForFirstConsumer' })
    await make(volumeOf('free', { storageClassName: 'local' }), claimOf({ storageClassName: 'local' }))
    expect((await claim()).status?.phase).toBe('Pending')
    expect(said()).toEqual([
      'data: Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    ])
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }]
    await client.create(pods, {
      metadata: { name: 'db', namespace },
      spec: { containers: [{ name: 'c', image: 'i' }], volumes },
    })
    await pass(15_000)
    expect(said().at(-1)).toBe('data: Normal WaitForPodScheduled waiting for pod db to be scheduled')
    const annotations = { [volumeAnnotations.selectedNode]: 'n1' }
    const patch = { metadata: { annotations } }
    await client.patch(persistentVolumeClaims, { namespace, name: 'data' }, { type: 'merge', patch })
    await pass()
    expect((await claim()).metadata.annotations).toMatchObject({
      [volumeAnnotations.storageProvisioner]: 'disks.example.com',
    })
  })

  it('gives claims that name no class the default one as soon as there is one', async () => {
    const { make, makeClass, claim, pass } = await open()
    const { storageClassName, ...spec } = claimOf().spec as PersistentVolumeClaim['spec']
    await make({ ...claimOf(), spec })
    expect((await claim()).spec.storageClassName).toBeUndefined()
    await makeClass('fast', {}, { 'storageclass.kubernetes.io/is-default-class': 'true' })
    await pass(15_000)
    expect((await claim()).spec.storageClassName).toBe('fast')
  })
})
