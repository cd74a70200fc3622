import { lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  nodes,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type PodSpec,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { type Client, createClient } from '@knarr/client'
import { FakeTransport } from '@knarr/client/testing'
import { silentLogger } from '@knarr/component'
import { type Draft, VirtualClock } from '@knarr/machinery'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DownwardFacts } from '../container-config/downward.ts'
import { apiObjectSource } from '../container-config/object-source.ts'
import { VolumeManager } from './volume-manager.ts'

const facts: DownwardFacts = { podIps: [], hostIp: '10.0.0.1', allocatable: {} }
const gid = process.getgid?.() ?? 0

let root: string
let disk: string
let client: Client
let manager: VolumeManager

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'knarr-claims-'))
  disk = join(root, 'disk')
  mkdirSync(disk, { mode: 0o700 })
  const clock = new VirtualClock()
  client = createClient(new FakeTransport({ clock }))
  const run = async (): Promise<void> => {}
  const parts = {
    nodeName: 'n1',
    source: apiObjectSource(client),
    client,
    clock,
    logger: silentLogger,
    run,
    mountImage: run,
  }
  manager = new VolumeManager({ ...parts, rootDirectory: join(root, 'kubelet') })
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const mounted = { volumeMounts: [{ name: 'v', mountPath: '/v' }] }
const mapped = { volumeDevices: [{ name: 'v', devicePath: '/dev/v' }] }

interface Wanted {
  readonly uid?: string
  readonly container?: object
  readonly volume?: object
  readonly spec?: Partial<PodSpec>
}

function podWith({ uid = 'u1', container = mounted, volume, spec }: Wanted = {}): Pod {
  const volumes = [{ name: 'v', ...(volume ?? { persistentVolumeClaim: { claimName: 'data' } }) }]
  const containers = [{ name: 'c', ...container }]
  return { metadata: { namespace: 'a', name: 'web', uid }, spec: { containers, ...spec, volumes } } as never
}

async function mount(wanted: Wanted = {}) {
  return (await manager.mountPod(podWith(wanted), facts)).get('v')
}

const bound = { spec: { volumeName: 'pv' }, status: { phase: 'Bound' } }

async function makeClaim(fields: object = {}, metadata: object = {}): Promise<PersistentVolumeClaim> {
  const draft = { metadata: { namespace: 'a', name: 'data', ...metadata }, ...bound, ...fields }
  return await client.create(persistentVolumeClaims, draft as Draft<PersistentVolumeClaim>)
}

/** A claim and the volume it is bound to. */
async function bind(source: object, spec: object = {}, metadata: object = {}): Promise<void> {
  const { uid } = (await makeClaim({}, metadata)).metadata
  const claimRef = { namespace: 'a', name: 'data', uid }
  const draft = { metadata: { name: 'pv' }, spec: { claimRef, ...source, ...spec } }
  await client.create(persistentVolumes, draft as Draft<PersistentVolume>)
}

const unknown = (text: string): string =>
  `Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: ${text}`
const ofClaim = (text: string): string => unknown(`error processing PVC a/data: ${text}`)

describe('a claim', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'is not there',
      async () => {},
      'failed to fetch PVC from API server: persistentvolumeclaims "data" not found',
    ],
    ['is not bound', () => makeClaim({ status: { phase: 'Pending' } }), 'PVC is not bound'],
    ['names no volume', () => makeClaim({ spec: {} }), 'PVC has empty pvc.Spec.VolumeName'],
    [
      'is on its way out, held by something else than pods',
      async () => {
        await makeClaim({}, { finalizers: ['example.com/other'] })
        await client.delete(persistentVolumeClaims, { namespace: 'a', name: 'data' })
      },
      'PVC is being deleted',
    ],
    [
      'has lost its volume',
      makeClaim,
      'failed to fetch PV pv from API server: persistentvolumes "pv" not found',
    ],
    [
      'is not the one of its volume',
      () => bind({ local: { path: '/x' } }, { claimRef: undefined }),
      'found PV object pv but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim',
    ],
  ])('that %s keeps its pod waiting', async (_, prepare, why) => {
    await prepare()
    await expect(mount()).rejects.toMatchObject({ message: ofClaim(why) })
  })

  it('that is on its way out serves the pod that holds it', async () => {
    await bind({ hostPath: { path: disk } }, {}, { finalizers: ['kubernetes.io/pvc-protection'] })
    await client.delete(persistentVolumeClaims, { namespace: 'a', name: 'data' })
    expect(await mount()).toEqual({ hostPath: disk, readonly: false })
  })

  it('is not waited for when no container uses it', async () => {
    expect(await mount({ container: {} })).toBeUndefined()
  })

  it('of an ephemeral volume has to be the pod’s own', async () => {
    const volume = { ephemeral: { volumeClaimTemplate: { spec: {} } } }
    await makeClaim({}, { name: 'web-v' })
    await expect(mount({ volume })).rejects.toThrow(
      unknown('PVC a/web-v was not created for pod a/web (pod is not owner)'),
    )
  })
})

describe('a persistent volume', () => {
  it('is read only where the pod says so', async () => {
    await bind({ local: { path: disk } })
    const volume = { persistentVolumeClaim: { claimName: 'data', readOnly: true } }
    expect(await mount({ volume, spec: { securityContext: { fsGroup: gid } } })).toEqual({
      hostPath: disk,
      readonly: true,
    })
    expect(statSync(disk).mode & 0o7777).toBe(0o700)
  })

  it('of the node is made the group’s of the first pod that has it, with all its files', async () => {
    writeFileSync(join(disk, 'file'), '', { mode: 0o600 })
    symlinkSync('/dev/null', join(disk, 'link'))
    const ofLink = statSync('/dev/null').mode
    await bind({ local: { path: disk } })
    const spec = { securityContext: { fsGroup: gid } }
    await mount({ spec })
    expect(statSync(disk).mode & 0o7777).toBe(0o2770)
    expect(statSync(join(disk, 'file')).mode & 0o7777).toBe(0o660)
    expect([lstatSync(join(disk, 'link')).isSymbolicLink(), statSync('/dev/null').mode]).toEqual([
      true,
      ofLink,
    ])
    writeFileSync(join(disk, 'later'), '', { mode: 0o600 })
    await mount({ spec })
    await mount({ spec, uid: 'u2' })
    expect(statSync(join(disk, 'later')).mode & 0o7777).toBe(0o600)
    await Promise.all(['u1', 'u2'].map((uid) => manager.unmountPod(uid)))
    await mount({ spec: { securityContext: { fsGroup: gid, fsGroupChangePolicy: 'OnRootMismatch' } } })
    expect(statSync(join(disk, 'later')).mode & 0o7777).toBe(0o600)
    await manager.unmountPod('u1')
    await mount({ spec })
    expect(statSync(join(disk, 'later')).mode & 0o7777).toBe(0o660)
  })

  it.each([
    ['Filesystem', mounted, 'MountVolume'],
    ['Block', mapped, 'MapVolume'],
  ])('of mode %s and another node is refused', async (volumeMode, container, operation) => {
    const reason = operation === 'MapVolume' ? 'FailedMapVolume' : 'FailedMount'
    const labels = { disks: 'fast' }
    await client.create(nodes, { metadata: { name: 'n1', labels }, spec: {} })
    const only = (value: string): object => {
      const matchExpressions = [{ key: 'disks', operator: 'In', values: [value] }]
      return { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } } }
    }
    await bind({ local: { path: disk } }, { volumeMode, ...only('slow') })
    const message = `${operation}.NodeAffinity check failed for volume "pv" : no matching NodeSelectorTerms`
    await expect(mount({ container })).rejects.toMatchObject({ message, reason })
    const here = { type: 'merge', patch: { spec: only('fast') } } as const
    await client.patch(persistentVolumes, { namespace: '', name: 'pv' }, here)
    if (volumeMode === 'Filesystem') expect(await mount()).toMatchObject({ hostPath: disk })
  })

  it('stays when the pod goes', async () => {
    writeFileSync(join(disk, 'file'), 'kept')
    await bind({ local: { path: disk } })
    await mount()
    await manager.unmountPod('u1')
    expect(statSync(join(disk, 'file')).size).toBe(4)
  })

  it('that is a hostPath keeps its owners', async () => {
    await bind({ hostPath: { path: disk } })
    await mount({ spec: { securityContext: { fsGroup: gid } } })
    expect(statSync(disk).mode & 0o7777).toBe(0o700)
  })

  it.each<[string, object, string]>([
    [
      'a local one that is not there',
      { local: { path: '/nowhere' } },
      'MountVolume.NewMounter initialization failed for volume "pv" : path "/nowhere" does not exist',
    ],
    [
      'a local one that is neither directory nor device',
      { local: { path: '/dev/null' } },
      'MountVolume.NewMounter initialization failed for volume "pv" : only directory and block device are supported',
    ],
    [
      'a hostPath of another type',
      { hostPath: { path: '/dev/null', type: 'Directory' } },
      'MountVolume.SetUp failed for volume "pv" : hostPath type check failed: /dev/null is not a directory',
    ],
    [
      'one of a kind that is unknown here',
      { nfs: { server: 's', path: '/' } },
      'MountVolume.FindPluginBySpec failed for volume "pv" : no volume plugin matched: this node cannot set up persistent volumes of type nfs',
    ],
  ])('refuses %s', async (_, source, message) => {
    await bind(source)
    await expect(mount()).rejects.toMatchObject({ message, reason: 'FailedMount' })
  })

  it('of mode Block is a device, and nothing else is', async () => {
    await bind({ local: { path: '/dev/null' } }, { volumeMode: 'Block' })
    await expect(mount({ container: mapped })).rejects.toMatchObject({
      message: 'MapVolume.MapBlockVolume failed for volume "pv" : path "/dev/null" is not a block device',
      reason: 'FailedMapVolume',
    })
    await expect(mount()).rejects.toThrow(
      unknown('volume v has volumeMode Block, but is specified in volumeMounts'),
    )
  })

  it('of mode Filesystem is no device', async () => {
    await bind({ local: { path: disk } })
    await expect(mount({ container: mapped })).rejects.toThrow(
      unknown('volume v has volumeMode Filesystem, but is specified in volumeDevices'),
    )
  })
})
