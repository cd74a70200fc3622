import type { PersistentVolume, PersistentVolumeClaim, Pod } from '@knarr/api/core/v1'
import type { StorageClass } from '@knarr/api/storage/v1'
import { volumeAnnotations } from '@knarr/controller'
import type { Draft } from '@knarr/machinery'
import { describe, expect, it } from 'vitest'
import { nodeOf, podOf } from '../../testing/objects.ts'
import { PluginCluster } from '../../testing/plugin-cycle.ts'
import { volumeBinding } from './volume-binding.ts'

const conflict = "node(s) didn't find available persistent volumes to bind"

const pod = (...claims: string[]): Draft<Pod> =>
  podOf('db', {
    spec: {
      containers: [{ name: 'main' }],
      volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
    },
  })

const namespace = pod().metadata.namespace

const bound = { [volumeAnnotations.bindCompleted]: 'yes' }

function claimOf(
  name: string,
  fields: { spec?: object; annotations?: object; metadata?: object } = {},
): PersistentVolumeClaim {
  return {
    metadata: { name, namespace, uid: name, annotations: fields.annotations, ...fields.metadata },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 'local',
      ...fields.spec,
    },
  } as unknown as PersistentVolumeClaim
}

function volumeOf(name: string, node?: string, spec: object = {}) {
  const matchExpressions = [{ key: 'metadata.name', operator: 'In', values: [node] }]
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchFields: matchExpressions }] } }
  return {
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      storageClassName: 'local',
      ...(node && { nodeAffinity }),
      ...spec,
    },
    status: { phase: 'Available' },
  } as unknown as PersistentVolume
}

const classOf = (fields: Partial<StorageClass> = {}) =>
  ({
    metadata: { name: 'local' },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
    ...fields,
  }) as StorageClass

interface World {
  readonly claims?: PersistentVolumeClaim[]
  readonly volumes?: PersistentVolume[]
  readonly storage?: StorageClass
}

const cluster = ({ claims = [], volumes = [], storage = classOf() }: World) =>
  new PluginCluster([nodeOf('a'), nodeOf('b')], [], {
    persistentvolumeclaims: claims,
    persistentvolumes: volumes,
    storageclasses: [storage],
  })

describe('VolumeBinding', () => {
  it('lets pods without claims go anywhere', () => {
    expect(cluster({}).filter(volumeBinding, pod())).toEqual({ a: '', b: '' })
  })

  it.each<[string, World, string]>([
    ['is not there', {}, 'persistentvolumeclaim "data" not found'],
    [
      'is on its way out',
      { claims: [claimOf('data', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })] },
      'persistentvolumeclaim "data" is being deleted',
    ],
    [
      'lost its volume',
      {
        claims: [
          {
            ...claimOf('data', { spec: { volumeName: 'v' }, annotations: bound }),
            status: { phase: 'Lost' },
          },
        ],
      },
      'persistentvolumeclaim "data" bound to non-existent persistentvolume "v"',
    ],
    [
      'is to be bound at once and is not',
      { claims: [claimOf('data')], storage: classOf({ volumeBindingMode: 'Immediate' }) },
      'pod has unbound immediate PersistentVolumeClaims',
    ],
  ])('holds a pod back whose claim %s', (_, world, why) => {
    expect(() => cluster(world).filter(volumeBinding, pod('data'))).toThrow(why)
  })

  it('sends a pod where its bound volume is', () => {
    const claims = [claimOf('data', { spec: { volumeName: 'v' }, annotations: bound })]
    expect(cluster({ claims, volumes: [volumeOf('v', 'b')] }).filter(volumeBinding, pod('data'))).toEqual({
      a: "node(s) didn't match PersistentVolume's node affinity",
      b: '',
    })
    expect(cluster({ claims }).filter(volumeBinding, pod('data'))['a']).toBe(
      'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
    )
  })

  it('sends a pod where a free volume is for each of its claims', () => {
    const claims = [
      claimOf('large', { spec: { resources: { requests: { storage: '2Gi' } } } }),
      claimOf('small'),
    ]
    const large = { capacity: { storage: '2Gi' } }
    const volumes = [volumeOf('1', 'a', large), volumeOf('2', 'b', large), volumeOf('3', 'b')]
    const wanted = pod('large', 'small')
    expect(cluster({ claims, volumes }).filter(volumeBinding, wanted)).toEqual({ a: conflict, b: '' })
  })

  it('takes no volume that is promised to a pod on its way', () => {
    const world = cluster({ claims: [claimOf('data')], volumes: [volumeOf('1', 'a')] })
    const { info, cycle } = world.begin(pod('data'))
    volumeBinding.preFilter?.(info, cycle)
    for (const node of cycle.snapshot.nodes) volumeBinding.filter?.(info, node, cycle)
    volumeBinding.reserve?.(info, 'a', cycle)
    expect(world.filter(volumeBinding, pod('data'))).toEqual({ a: conflict, b: conflict })
    volumeBinding.unreserve?.(info, 'a', cycle)
    expect(world.filter(volumeBinding, pod('data'))).toEqual({ a: '', b: conflict })
  })

  it('goes where a provisioner makes volumes', () => {
    const terms = [{ matchLabelExpressions: [{ key: 'kubernetes.io/hostname', values: ['a'] }] }]
    const storage = classOf({ provisioner: 'disks.example.com', allowedTopologies: terms })
    const nodes = [nodeOf('a', { metadata: { labels: { 'kubernetes.io/hostname': 'a' } } }), nodeOf('b')]
    const known = { persistentvolumeclaims: [claimOf('data')], storageclasses: [storage] }
    expect(new PluginCluster(nodes, [], known).filter(volumeBinding, pod('data'))).toEqual({
      a: '',
      b: conflict,
    })
  })

  it('keeps to the node that a volume is being made for', () => {
    const annotations = { [volumeAnnotations.selectedNode]: 'b' }
    const world = { claims: [claimOf('data', { annotations })], storage: classOf({ provisioner: 'x.io' }) }
    expect(cluster(world).filter(volumeBinding, pod('data'))).toEqual({ a: conflict, b: '' })
  })
})
