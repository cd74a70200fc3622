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

const oldSources: readonly string[] = ['/PersistentVolumeClaim', 'snapshot.storage.k8s.io/VolumeSnapshot']

/** `dataSource` and `dataSourceRef` say the same thing unless the latter names a namespace. */
function setDataSources(spec: PersistentVolumeClaimSpec): void {
  const { kind, apiGroup = '' } = spec.dataSource ?? {}
  // The older field never took anything else; upstream drops it without a word.
  if (kind && !spec.dataSourceRef && !oldSources.includes(`${apiGroup}/${kind}`)) delete spec.dataSource
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource }
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    spec.dataSource = { ...spec.dataSourceRef }
  }
}
