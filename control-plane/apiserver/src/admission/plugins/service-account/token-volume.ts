import type { PodSpec, ProjectedVolumeSource } from '@knarr/api/core/v1'
import { nameSuffix, type Random } from '@knarr/machinery'
import { startedContainersOf } from '../pod-attributes.ts'

const volumePrefix = 'kube-api-access-'
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
/** An hour and seven seconds: tells tokens mounted unasked from those asked for. */
const expirationSeconds = 3607

/** Mounts the account's token where clients look for it, in every container that has nothing there yet. */
export function mountToken(spec: PodSpec, random: Random): void {
  const existing = spec.volumes?.find((volume) => volume.name.startsWith(volumePrefix))?.name
  const name = existing ?? `${volumePrefix}${nameSuffix(random)}`
  const containers = startedContainersOf(spec).filter(
    ({ volumeMounts = [] }) => !volumeMounts.some((mount) => mount.mountPath === mountPath),
  )
  for (const container of containers) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath }]
  }
  if (existing || containers.length === 0) return
  spec.volumes = [...(spec.volumes ?? []), { name, projected: tokenSources() }]
}

function tokenSources(): ProjectedVolumeSource {
  return {
    defaultMode: 0o644,
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
  }
}
