import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  events,
  nodes,
  type PersistentVolume,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import { type Client, createClient } from '@knarr/client'
import { FakeTransport, settle } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { seededRandom, VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalPathProvisioner } from './local-path-provisioner.ts'

const key = { namespace: 'a', name: 'data' }
const finalizer = 'external-provisioner.volume.kubernetes.io/finalizer'

let root: string
let clock: VirtualClock
let client: Client
let running: LocalPathProvisioner | undefined

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'knarr-local-path-'))
  clock = new VirtualClock()
  client = createClient(new FakeTransport({ clock }))
  for (const name of ['one', 'two'])
    await client.create(nodes, {
      metadata: { name, labels: { 'kubernetes.io/hostname': `${name}.host` } },
      spec: {},
    })
})

afterEach(async () => {
  await stop()
  rmSync(root, { recursive: true, force: true })
})

/** The provisioner of a machine with these nodes. */
async function start(...names: string[]): Promise<void> {
  const directories = new Map(names.map((name) => [name, join(root, name)]))
  const parts = { client, clock, random: seededRandom(1), logger: silentLogger }
  running = await LocalPathProvisioner.start({ ...parts, administrator: client, directories })
  await pass()
}

async function stop(): Promise<void> {
  await running?.stop()
  running = undefined
}

/** Lets everything happen that can happen by now, files and what is tried again included. */
async function pass(): Promise<void> {
  await clock.advance(1000, async () => {
    do await settle()
    while (running?.isIdle === false)
    await settle()
  })
}

interface Wanted {
  readonly spec?: object
  readonly annotations?: object
}

/** A claim as the binder and the scheduler have it when it is to be served; resolves with its volume's name. */
async function makeClaim({ spec, annotations }: Wanted = {}): Promise<string> {
  const asked = {
    'volume.kubernetes.io/storage-provisioner': 'knarr.io/local-path',
    'volume.kubernetes.io/selected-node': 'one',
    ...annotations,
  }
  const { metadata } = await client.create(persistentVolumeClaims, {
    metadata: { ...key, annotations: asked },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 'standard',
      ...spec,
    },
  } as never)
  await pass()
  return `pvc-${metadata.uid}`
}

/** The volume of a claim that is gone by now. */
async function makeVolume(): Promise<string> {
  const name = await makeClaim()
  await client.delete(persistentVolumeClaims, key)
  await pass()
  return name
}

async function volumeNames(): Promise<string[]> {
  return (await client.list(persistentVolumes)).items.map(({ metadata }) => metadata.name)
}

async function change(name: string, patch: object): Promise<PersistentVolume> {
  const changed = await client.patch(persistentVolumes, { namespace: '', name }, { type: 'merge', patch })
  await pass()
  return changed
}

/** As the binder does once the claim is gone. */
async function release(name: string): Promise<void> {
  await setPhase(name, 'Released')
}

async function setPhase(name: string, phase: string): Promise<void> {
  const volume = await client.get(persistentVolumes, { namespace: '', name })
  await client.updateStatus(persistentVolumes, { ...volume, status: { phase } })
  await pass()
}

async function said(): Promise<string[]> {
  return (await client.list(events)).items.map(({ type, reason, message }) => `${type} ${reason} ${message}`)
}

describe('a claim', () => {
  it('gets a directory of the node that was chosen, and a volume that only that node reaches', async () => {
    await start('one', 'two')
    const name = await makeClaim({ annotations: { 'volume.kubernetes.io/selected-node': 'two' } })
    const path = join(root, 'two', name)
    const modes = [path, join(root, 'two')].map((each) => statSync(each).mode & 0o7777)
    expect(modes).toEqual([0o777, 0o700])
    const volume = await client.get(persistentVolumes, { namespace: '', name })
    expect(volume).toMatchObject({
      metadata: {
        annotations: { 'pv.kubernetes.io/provisioned-by': 'knarr.io/local-path' },
        finalizers: [finalizer],
      },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        claimRef: { ...key, kind: 'PersistentVolumeClaim', uid: name.slice(4) },
        local: { path },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'standard',
        volumeMode: 'Filesystem',
      },
    })
    const [term] = volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? []
    expect(term?.matchExpressions).toEqual([
      { key: 'kubernetes.io/hostname', operator: 'In', values: ['two.host'] },
    ])
    expect(await said()).toEqual([
      'Normal Provisioning External provisioner is provisioning volume for claim "a/data"',
      `Normal ProvisioningSucceeded Successfully provisioned volume ${name}`,
    ])
  })

  it.each<[string, Wanted]>([
    ['waits for its pod’s node', { annotations: { 'volume.kubernetes.io/selected-node': undefined } }],
    ['is for a node of another machine', { annotations: { 'volume.kubernetes.io/selected-node': 'two' } }],
    [
      'is for another provisioner',
      { annotations: { 'volume.kubernetes.io/storage-provisioner': 'disks.example.com' } },
    ],
    ['has a volume', { spec: { volumeName: 'own' } }],
  ])('that %s is left alone', async (_, wanted) => {
    await start('one')
    await makeClaim(wanted)
    expect([await volumeNames(), await said()]).toEqual([[], []])
  })

  it('of a class that does not wait gets a volume on any node that is allowed', async () => {
    await client.create(storageClasses, {
      metadata: { name: 'at-once' },
      provisioner: 'knarr.io/local-path',
      allowedTopologies: [
        { matchLabelExpressions: [{ key: 'kubernetes.io/hostname', values: ['two.host'] }] },
      ],
    })
    await start('one', 'two')
    const name = await makeClaim({
      spec: { storageClassName: 'at-once' },
      annotations: { 'volume.kubernetes.io/selected-node': undefined },
    })
    expect(readdirSync(root)).toEqual(['two'])
    expect(await volumeNames()).toEqual([name])
  })

  it.each([
    [{ volumeMode: 'Block' }, 'volumeMode Block is not supported: volumes are directories'],
    [
      { accessModes: ['ReadWriteMany'] },
      'access mode ReadWriteMany is not supported: a volume is on one node',
    ],
    [{ selector: { matchLabels: { a: 'b' } } }, 'claim.spec.selector is not supported'],
    [
      { dataSource: { kind: 'PersistentVolumeClaim', name: 'other' } },
      'claim.spec.dataSource is not supported',
    ],
  ])('of %j is refused', async (spec, why) => {
    await start('one')
    await makeClaim({ spec })
    expect(await volumeNames()).toEqual([])
    expect(await said()).toEqual([
      `Warning ProvisioningFailed failed to provision volume with StorageClass "standard": ${why}`,
    ])
  })

  it('for a node that is gone is given back to the scheduler', async () => {
    await start('one')
    await makeClaim({ annotations: { 'volume.kubernetes.io/selected-node': 'three' } })
    expect((await client.get(persistentVolumeClaims, key)).metadata.annotations).toEqual({
      'volume.kubernetes.io/storage-provisioner': 'knarr.io/local-path',
    })
    expect(await said()).toEqual([
      'Warning ProvisioningFailed failed to provision volume with StorageClass "standard": the selected node is gone',
    ])
    expect(await volumeNames()).toEqual([])
  })

  it('that asks for more gets it', async () => {
    await start('one')
    const name = await makeClaim()
    const patch = { spec: { volumeName: name }, status: { phase: 'Bound', capacity: { storage: '1Gi' } } }
    await client.patch(persistentVolumeClaims, key, { type: 'merge', patch })
    await pass()
    const before = new Set(await said())
    const more = { spec: { resources: { requests: { storage: '3Gi' } } } }
    await client.patch(persistentVolumeClaims, key, { type: 'merge', patch: more })
    await pass()
    const volume = await client.get(persistentVolumes, { namespace: '', name })
    expect(volume.spec.capacity).toEqual({ storage: '3Gi' })
    expect((await client.get(persistentVolumeClaims, key)).status?.capacity).toEqual({ storage: '3Gi' })
    expect((await said()).filter((text) => !before.has(text))).toEqual([
      `Normal Resizing External resizer is resizing volume ${name}`,
      'Normal VolumeResizeSuccessful Resize volume succeeded',
    ])
  })
})

describe('a volume', () => {
  it('goes with its files once it is released', async () => {
    await start('one')
    const name = await makeVolume()
    writeFileSync(join(root, 'one', name, 'file'), '')
    await release(name)
    expect([await volumeNames(), readdirSync(join(root, 'one'))]).toEqual([[], []])
  })

  it('that is deleted stays until it is released, and goes with its files then', async () => {
    await start('one')
    const name = await makeVolume()
    await setPhase(name, 'Bound')
    await client.delete(persistentVolumes, { namespace: '', name })
    await pass()
    expect([await volumeNames(), readdirSync(join(root, 'one'))]).toEqual([[name], [name]])
    await release(name)
    expect([await volumeNames(), readdirSync(join(root, 'one'))]).toEqual([[], []])
  })

  it('that is to be retained stays, and its files do when it is deleted', async () => {
    await start('one')
    const name = await makeVolume()
    writeFileSync(join(root, 'one', name, 'file'), '')
    await change(name, { spec: { persistentVolumeReclaimPolicy: 'Retain' } })
    await release(name)
    expect(await volumeNames()).toEqual([name])
    await client.delete(persistentVolumes, { namespace: '', name })
    await pass()
    await stop()
    await start('one')
    expect([await volumeNames(), readdirSync(join(root, 'one'))]).toEqual([[], [name]])
  })

  it.each([
    ['leads elsewhere', (name: string) => ({ spec: { local: { path: join(root, 'precious', name) } } })],
    [
      'is another’s',
      () => ({ metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': 'x.example.com' } } }),
    ],
  ])('that %s is not touched', async (_, patch) => {
    await start('one')
    const name = await makeVolume()
    for (const directory of ['precious', 'one']) mkdirSync(join(root, directory, name), { recursive: true })
    await change(name, patch(name))
    await release(name)
    expect(await volumeNames()).toEqual([name])
    expect(['precious', 'one'].map((each) => existsSync(join(root, each, name)))).toEqual([true, true])
  })
})

describe('a start', () => {
  it('finishes what was cut short, once', async () => {
    await start('one')
    await stop()
    const waiting = await makeClaim()
    mkdirSync(join(root, 'one', waiting), { recursive: true })
    mkdirSync(join(root, 'one', 'pvc-of-nobody'))
    await start('one')
    expect([await volumeNames(), readdirSync(join(root, 'one'))]).toEqual([[waiting], [waiting]])
    await stop()
    await release(waiting)
    rmSync(join(root, 'one', waiting), { recursive: true })
    await start('one')
    expect(await volumeNames()).toEqual([])
  })

  it('leaves the storage class as it was changed', async () => {
    await start('one')
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'false' }
    const standard = { namespace: '', name: 'standard' }
    await client.patch(storageClasses, standard, { type: 'merge', patch: { metadata: { annotations } } })
    await stop()
    await start('one')
    const { metadata, ...rest } = await client.get(storageClasses, standard)
    expect(metadata.annotations).toEqual(annotations)
    expect(rest).toMatchObject({
      ...{ provisioner: 'knarr.io/local-path', reclaimPolicy: 'Delete' },
      ...{ volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true },
    })
  })
})
