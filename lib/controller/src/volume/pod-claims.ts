import type { PersistentVolumeClaim, Pod, Volume } from '@knarr/api/core/v1'
import { isControlledBy } from '../owner/controller-of.ts'

/** The claim a volume of a pod stands on: the one it names, or the one made for it; undefined for other kinds. */
export function claimNameOf({ metadata }: Pod, volume: Volume): string | undefined {
  return volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${metadata.name}-${volume.name}`)
}

/** The names of all claims a pod stands on, each once. */
export function claimNamesOf(pod: Pod): readonly string[] {
  const names = pod.spec.volumes?.map((volume) => claimNameOf(pod, volume)) ?? []
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** Why a claim is not the one that was made for a pod's ephemeral volume, in upstream's words; undefined where it is. */
export function whyNotOfPod(claim: PersistentVolumeClaim, pod: Pod): string | undefined {
  if (isControlledBy(claim, pod)) return undefined
  const nameOf = ({ namespace, name }: Pod['metadata']): string => `${namespace}/${name}`
  return `PVC ${nameOf(claim.metadata)} was not created for pod ${nameOf(pod.metadata)} (pod is not owner)`
}
