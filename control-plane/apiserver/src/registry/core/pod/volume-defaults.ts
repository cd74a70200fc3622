import type { Volume, VolumeProjection } from '@knarr/api/core/v1'
import { setClaimSpecDefaults } from '../persistentvolumeclaim/persistentvolumeclaim-defaults.ts'

const defaultMode = 0o644

type Setter<K extends keyof Volume> = (source: NonNullable<Volume[K]>) => void

const setters: { readonly [K in keyof Volume]?: Setter<K> } = {
  configMap: (source) => {
    source.defaultMode ??= defaultMode
  },
  secret: (source) => {
    source.defaultMode ??= defaultMode
  },
  downwardAPI: (source) => {
    source.defaultMode ??= defaultMode
    for (const item of source.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1'
  },
  projected: (source) => {
    source.defaultMode ??= defaultMode
    for (const projection of source.sources ?? []) setProjectionDefaults(projection)
  },
  hostPath: (source) => {
    source.type ??= ''
  },
  iscsi: (source) => {
    source.iscsiInterface ||= 'default'
  },
  rbd: (source) => {
    source.pool ||= 'rbd'
    source.user ||= 'admin'
    source.keyring ||= '/etc/ceph/keyring'
  },
  azureDisk: (source) => {
    source.cachingMode ??= 'ReadWrite'
    source.kind ??= 'Shared'
    source.fsType ??= 'ext4'
    source.readOnly ??= false
  },
  scaleIO: (source) => {
    source.storageMode ||= 'ThinProvisioned'
    source.fsType ||= 'xfs'
  },
  ephemeral: (source) => {
    if (source.volumeClaimTemplate) setClaimSpecDefaults(source.volumeClaimTemplate.spec)
  },
  image: (source) => {
    source.pullPolicy ||= imagePullPolicy(source.reference ?? '')
  },
}

/** A volume without a source is an empty directory. */
export function setVolumeDefaults(volume: Volume): void {
  const keys = Object.keys(volume).filter((key) => key !== 'name') as (keyof Volume)[]
  if (!keys.some((key) => volume[key])) volume.emptyDir = {}
  for (const key of keys) (setters[key] as Setter<typeof key> | undefined)?.(volume[key] as never)
}

function setProjectionDefaults(projection: VolumeProjection): void {
  if (projection.serviceAccountToken) projection.serviceAccountToken.expirationSeconds ??= 60 * 60
  if (projection.podCertificate) projection.podCertificate.maxExpirationSeconds ??= 24 * 60 * 60
  for (const item of projection.downwardAPI?.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1'
}

function imagePullPolicy(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  return /[:@]/.test(name) && !name.endsWith(':latest') ? 'IfNotPresent' : 'Always'
}
