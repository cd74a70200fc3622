import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '@knarr/api/core/v1'

export function setClaimSpecDefaults(spec: PersistentVolumeClaimSpec): void {
  spec.volumeMode ??= 'Filesystem'
}

export function setPersistentVolumeClaimDefaults(claim: PersistentVolumeClaim): void {
  claim.spec ??= {}
  setClaimSpecDefaults(claim.spec)
  setDataSources(claim.spec)
  claim.status ??= {}
  claim.status.phase ||= 'Pending'
}

/** `dataSource` and `dataSourceRef` say the same thing unless the latter names a namespace. */
function setDataSources(spec: PersistentVolumeClaimSpec): void {
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource }
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    spec.dataSource = { ...spec.dataSourceRef }
  }
}
