import type { PersistentVolume, PersistentVolumeSpec } from '@knarr/api/core/v1'
import type { ObjectKey } from '@knarr/machinery'

interface Reference {
  readonly namespace?: string
  readonly name?: string
}

/** The secrets a kubelet needs for a volume; those that only controllers use are none of its business. */
export function nodeSecretsOfVolume({ spec = {} }: PersistentVolume): ObjectKey[] {
  const ofClaim = spec.claimRef?.namespace ?? ''
  const inClaimNamespace = byClaim(spec).map((reference) => ({
    namespace: reference?.namespace || ofClaim,
    name: reference?.name,
  }))
  return [...inClaimNamespace, ...byThemselves(spec)].flatMap((reference) =>
    reference?.name ? [{ namespace: reference.namespace ?? '', name: reference.name }] : [],
  )
}

/** References that mean the namespace of the claim where they name none. */
function byClaim({
  azureFile,
  cephfs,
  flexVolume,
  rbd,
  scaleIO,
  iscsi,
}: PersistentVolumeSpec): (Reference | undefined)[] {
  const ofAzure = azureFile && { namespace: azureFile.secretNamespace, name: azureFile.secretName }
  return [ofAzure, ...[cephfs, flexVolume, rbd, scaleIO, iscsi].map((source) => source?.secretRef)]
}

function byThemselves({ cinder, storageos, csi }: PersistentVolumeSpec): (Reference | undefined)[] {
  const ofCsi = [csi?.nodePublishSecretRef, csi?.nodeStageSecretRef, csi?.nodeExpandSecretRef]
  return [cinder?.secretRef, storageos?.secretRef, ...ofCsi]
}
