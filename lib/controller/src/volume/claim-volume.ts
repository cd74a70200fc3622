import type { PersistentVolume, PersistentVolumeClaim } from '@knarr/api/core/v1'
import { isBoundTo } from './match-volume.ts'
import { volumeAnnotations } from './volume-annotations.ts'

/** The object with these annotations beside those it has. */
export function withAnnotations<T extends PersistentVolume | PersistentVolumeClaim>(
  object: T,
  annotations: Record<string, string>,
): T {
  const merged = { ...object.metadata.annotations, ...annotations }
  return { ...object, metadata: { ...object.metadata, annotations: merged } }
}

/** The volume as it is to be stored once it belongs to a claim; itself where it does already. */
export function claimVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { name, namespace, uid, resourceVersion } = claim.metadata
  const isNamed = isBoundTo(volume, claim)
  if (isNamed && volume.spec.claimRef?.uid === uid) return volume
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    namespace,
    name,
    uid,
    apiVersion: 'v1',
    resourceVersion,
  }
  const marked = isNamed ? volume : withAnnotations(volume, { [volumeAnnotations.boundByController]: 'yes' })
  return { ...marked, spec: { ...volume.spec, claimRef } }
}
