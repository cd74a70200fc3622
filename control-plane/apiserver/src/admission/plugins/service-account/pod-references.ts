import type { PodSpec, Volume } from '@knarr/api/core/v1'
import { allContainersOf } from '../pod-attributes.ts'

/** The name of a secret the pod refers to, wherever; undefined where it refers to none. */
export function secretReference(spec: PodSpec): string | undefined {
  const names = [
    ...(spec.imagePullSecrets ?? []).map(({ name }) => name),
    ...allContainersOf(spec).flatMap(({ env = [], envFrom = [] }) => [
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
      ...envFrom.map(({ secretRef }) => secretRef?.name),
    ]),
    ...(spec.volumes ?? []).flatMap(secretsOfVolume),
  ]
  return names.find((name) => name)
}

function secretsOfVolume(volume: Volume): (string | undefined)[] {
  const { secret, projected, azureFile, csi, cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos } =
    volume
  return [
    secret?.secretName,
    ...(projected?.sources ?? []).map((source) => source.secret?.name),
    azureFile?.secretName,
    csi?.nodePublishSecretRef?.name,
    ...[cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos].map((source) => source?.secretRef?.name),
  ]
}
