import type { StatefulSet, StatefulSetSpec } from '@knarr/api/apps/v1'
import { setPersistentVolumeClaimDefaults } from '../../core/persistentvolumeclaim/persistentvolumeclaim-defaults.ts'
import { setPodTemplateDefaults } from '../../core/pod-template/pod-template-defaults.ts'

export function setStatefulSetDefaults(set: StatefulSet): void {
  set.spec ??= {} as StatefulSetSpec
  const spec = set.spec
  spec.template ??= {}
  setPodTemplateDefaults(spec.template)
  spec.podManagementPolicy ||= 'OrderedReady'
  setUpdateStrategy(spec)
  spec.persistentVolumeClaimRetentionPolicy ??= {}
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain'
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ||= 'v1'
    claim.kind ||= 'PersistentVolumeClaim'
    setPersistentVolumeClaimDefaults(claim)
  }
}

function setUpdateStrategy(spec: StatefulSetSpec): void {
  spec.updateStrategy ??= {}
  if (!spec.updateStrategy.type) {
    spec.updateStrategy.type = 'RollingUpdate'
    spec.updateStrategy.rollingUpdate ??= {}
  }
  if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate) {
    spec.updateStrategy.rollingUpdate.partition ??= 0
  }
}
