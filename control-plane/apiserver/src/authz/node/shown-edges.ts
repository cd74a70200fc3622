import { configMapNamesOf, secretNamesOf } from '@knarr/api'
import type { PersistentVolume, Pod } from '@knarr/api/core/v1'
import type { ResourceSlice } from '@knarr/api/resource/v1'
import type { VolumeAttachment } from '@knarr/api/storage/v1'
import { type ShownEdges, vertexOf } from './node-graph.ts'
import { nodeSecretsOfVolume } from './volume-secrets.ts'

/** A pod that is bound leads from all it refers to to its node; a mirror pod gives its node nothing but itself. */
export function edgesOfPod(pod: Pod): ShownEdges {
  const { metadata, spec } = pod
  const { nodeName } = spec
  if (!nodeName) return {}
  const reached = [vertexOf('pods', metadata.namespace, metadata.name)]
  if (metadata.annotations?.['kubernetes.io/config.mirror'] === undefined) {
    for (const [resource, name] of referencesOf(pod))
      reached.push(vertexOf(resource, metadata.namespace, name))
  }
  return { nodes: reached.map((vertex) => [vertex, nodeName]) }
}

function referencesOf(pod: Pod): (readonly [resource: string, name: string])[] {
  const { spec } = pod
  const account = spec.serviceAccountName
  const of = (resource: string, names: readonly string[]): (readonly [string, string])[] =>
    names.map((name) => [resource, name])
  return [
    ...of('serviceaccounts', account ? [account] : []),
    ...of('secrets', secretNamesOf(spec)),
    ...of('configmaps', configMapNamesOf(spec)),
    ...of('persistentvolumeclaims', volumeClaimsOf(pod)),
    ...of('resourceclaims', resourceClaimsOf(pod)),
  ]
}

function volumeClaimsOf({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return persistentVolumeClaim.claimName ? [persistentVolumeClaim.claimName] : []
    return ephemeral ? [`${metadata.name}-${name}`] : []
  })
}

/** Those the pod names, and those that were made for it. */
function resourceClaimsOf({ spec, status }: Pod): string[] {
  const made = new Map(
    (status?.resourceClaimStatuses ?? []).map(({ name, resourceClaimName }) => [name, resourceClaimName]),
  )
  const named = (spec.resourceClaims ?? []).map(({ name, resourceClaimName, resourceClaimTemplateName }) =>
    resourceClaimTemplateName ? made.get(name) : resourceClaimName,
  )
  return [...named, status?.extendedResourceClaimStatus?.resourceClaimName].filter(
    (name): name is string => !!name,
  )
}

/** A volume that is claimed leads to its claim, and the secrets a kubelet mounts it by lead to the volume. */
export function edgesOfVolume(volume: PersistentVolume): ShownEdges {
  const { claimRef } = volume.spec ?? {}
  if (!claimRef) return {}
  const own = vertexOf('persistentvolumes', '', volume.metadata.name)
  const claim = vertexOf('persistentvolumeclaims', claimRef.namespace, claimRef.name ?? '')
  const secrets = nodeSecretsOfVolume(volume).map(
    ({ namespace, name }) => [vertexOf('secrets', namespace, name), own] as const,
  )
  return { vertices: [[own, claim], ...secrets] }
}

export function edgesOfAttachment({ metadata, spec }: VolumeAttachment): ShownEdges {
  if (!spec.nodeName) return {}
  return { nodes: [[vertexOf('volumeattachments', '', metadata.name), spec.nodeName]] }
}

export function edgesOfSlice({ metadata, spec }: ResourceSlice): ShownEdges {
  if (!spec.nodeName) return {}
  return { nodes: [[vertexOf('resourceslices', '', metadata.name), spec.nodeName]] }
}
