import type { PodSpec, Volume, VolumeProjection } from '../core/v1/api.generated.ts'
import { configMapNamesOf, secretNamesOf } from './referenced-names.ts'

/** The first thing of the API a pod refers to, as upstream names it; undefined where it stands by itself. */
export function apiReferenceOf(spec: PodSpec): string | undefined {
  if (spec.serviceAccountName) return 'serviceaccounts'
  if (secretNamesOf(spec).length > 0) return 'secrets'
  if (configMapNamesOf(spec).length > 0) return 'configmaps'
  if (spec.resourceClaims?.length) return 'resourceclaims'
  return firstOf(spec.volumes, referenceOfVolume)
}

const volumeReferences: readonly (readonly [keyof Volume, string])[] = [
  ['configMap', 'configmaps (via configmap volumes)'],
  ['secret', 'secrets (via secret volumes)'],
  ['csi', 'csidrivers (via CSI volumes)'],
  ['glusterfs', 'endpoints (via glusterFS volumes)'],
  ['persistentVolumeClaim', 'persistentvolumeclaims'],
  ['ephemeral', 'persistentvolumeclaims (via ephemeral volumes)'],
  ['azureFile', 'secrets (via azureFile volumes)'],
]

const projectionReferences: readonly (readonly [keyof VolumeProjection, string])[] = [
  ['configMap', 'configmaps (via projected volumes)'],
  ['secret', 'secrets (via projected volumes)'],
  ['serviceAccountToken', 'serviceaccounts (via projected volumes)'],
  ['clusterTrustBundle', 'clustertrustbundles'],
  ['podCertificate', 'podcertificates'],
]

function referenceOfVolume(volume: Volume): string | undefined {
  const [, reference] = volumeReferences.find(([source]) => volume[source]) ?? []
  return reference ?? firstOf(volume.projected?.sources, referenceOfProjection)
}

function referenceOfProjection(projection: VolumeProjection): string | undefined {
  const [, reference] = projectionReferences.find(([source]) => projection[source]) ?? []
  return reference
}

function firstOf<T>(
  items: readonly T[] | undefined,
  find: (item: T) => string | undefined,
): string | undefined {
  for (const item of items ?? []) {
    const found = find(item)
    if (found) return found
  }
  return undefined
}
