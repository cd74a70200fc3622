import { type PersistentVolumeClaim, persistentVolumeClaims } from '@knarr/api/core/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import { type ReconcileContext, volumeAnnotations } from '@knarr/controller'

const defaultClassAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

/** Gives a claim that names no class at all the default one, where there is one by now; true if it did. */
export async function assignDefaultClass(
  claim: PersistentVolumeClaim,
  { client, lister }: ReconcileContext,
): Promise<boolean> {
  const isNamed = claim.metadata.annotations?.[volumeAnnotations.betaStorageClass] !== undefined
  if (claim.spec.storageClassName !== undefined || isNamed) return false
  const [newest] = lister.list(storageClasses).filter(isDefault).sort(newestFirst)
  if (!newest) return false
  const spec = { ...claim.spec, storageClassName: newest.metadata.name }
  await client.update(persistentVolumeClaims, { ...claim, spec })
  return true
}

function isDefault({ metadata }: StorageClass): boolean {
  return defaultClassAnnotations.some((name) => metadata.annotations?.[name] === 'true')
}

function newestFirst(left: StorageClass, right: StorageClass): number {
  const [a, b] = [left.metadata, right.metadata]
  return (
    Date.parse(b.creationTimestamp ?? '') - Date.parse(a.creationTimestamp ?? '') ||
    (a.name < b.name ? -1 : 1)
  )
}
