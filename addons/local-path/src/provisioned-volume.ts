import type { Node, PersistentVolume, PersistentVolumeClaim } from '@knarr/api/core/v1'
import type { StorageClass } from '@knarr/api/storage/v1'
import { volumeAnnotations } from '@knarr/controller'
import type { Draft, ObjectMeta } from '@knarr/machinery'
import { provisionerName } from './provisioner-objects.ts'

/** Keeps a volume in the API until its directory is gone. */
export const volumeFinalizer = 'external-provisioner.volume.kubernetes.io/finalizer'

const hostnameLabel = 'kubernetes.io/hostname'

/** What a claim's volume is called. */
export function volumeNameOf({ uid }: Pick<ObjectMeta, 'uid'>): string {
  return `pvc-${uid}`
}

/** Why no directory can be what a claim asks for; undefined where it can. */
export function whyNotProvided(
  { spec }: PersistentVolumeClaim,
  { mountOptions = [] }: StorageClass,
): string | undefined {
  if (spec.volumeMode === 'Block') return 'volumeMode Block is not supported: volumes are directories'
  if (spec.selector) return 'claim.spec.selector is not supported'
  if (spec.dataSource || spec.dataSourceRef) return 'claim.spec.dataSource is not supported'
  if (mountOptions.length > 0) return 'mountOptions are not supported: nothing is mounted'
  const shared = spec.accessModes?.find((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod')
  return shared && `access mode ${shared} is not supported: a volume is on one node`
}

interface Place {
  readonly node: Node
  readonly path: string
}

/** The volume made for a claim: a directory of one node. */
export function provisionedVolume(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  { node, path }: Place,
): Draft<PersistentVolume> {
  const { name, namespace, uid, resourceVersion } = claim.metadata
  const { reclaimPolicy = 'Delete' } = storageClass
  return {
    metadata: {
      name: volumeNameOf({ uid }),
      annotations: { [volumeAnnotations.provisionedBy]: provisionerName },
      ...(reclaimPolicy === 'Delete' ? { finalizers: [volumeFinalizer] } : {}),
    },
    spec: {
      accessModes: [...(claim.spec.accessModes ?? [])],
      capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
      claimRef: {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        ...{ name, namespace, uid, resourceVersion },
      },
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [onlyOn(node)] } },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      volumeMode: 'Filesystem',
    },
  }
}

function onlyOn({ metadata }: Node): {
  matchExpressions: { key: string; operator: string; values: string[] }[]
} {
  const values = [metadata.labels?.[hostnameLabel] ?? metadata.name]
  return { matchExpressions: [{ key: hostnameLabel, operator: 'In', values }] }
}
