import { defaultClass, defaultStorageClassAnnotations } from '@knarr/api'
import { type PersistentVolumeClaim, persistentVolumeClaims } from '@knarr/api/core/v1'
import { storageClasses } from '@knarr/api/storage/v1'
import { type ReconcileContext, volumeAnnotations } from '@knarr/controller'

/** Gives a claim that names no class at all the default one, where there is one by now; true if it did. */
export async function assignDefaultClass(
  claim: PersistentVolumeClaim,
  { client, lister }: ReconcileContext,
): Promise<boolean> {
  const isNamed = claim.metadata.annotations?.[volumeAnnotations.betaStorageClass] !== undefined
  if (claim.spec.storageClassName !== undefined || isNamed) return false
  const newest = defaultClass(lister.list(storageClasses), defaultStorageClassAnnotations)
  if (!newest) return false
  const spec = { ...claim.spec, storageClassName: newest.metadata.name }
  await client.update(persistentVolumeClaims, { ...claim, spec })
  return true
}
