import type { Pod, Volume } from '@knarr/api/core/v1'

/** The claim a volume of a pod stands on: the one it names, or the one made for it; undefined for other kinds. */
export function claimNameOf({ metadata }: Pod, volume: Volume): string | undefined {
  return volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${metadata.name}-${volume.name}`)
}

/** The names of all claims a pod stands on, each once. */
export function claimNamesOf(pod: Pod): readonly string[] {
  const names = pod.spec.volumes?.map((volume) => claimNameOf(pod, volume)) ?? []
  return [...new Set(names.filter((name) => name !== undefined))]
}
