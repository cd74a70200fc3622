import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import type { Lister } from '@knarr/client'
import { claimNameOf, isBindingComplete, waitsForConsumer, whyNotOfPod } from '@knarr/controller'

/** The claims of one pod, by what their binding needs. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** Bound by the controller before the pod may go anywhere. */
  readonly immediate: readonly PersistentVolumeClaim[]
  /** Bound once a node is chosen, to what that node reaches. */
  readonly delayed: readonly PersistentVolumeClaim[]
}

/** The claims a pod names, or in upstream's words why it cannot start with them. */
export function podClaims(pod: Pod, lister: Lister): PodClaims | string {
  const claims: PersistentVolumeClaim[] = []
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume)
    if (name === undefined) continue
    const claim = lister.get(persistentVolumeClaims, { namespace: pod.metadata.namespace ?? '', name })
    const problem = whyUnusable(claim, name, { pod, isEphemeral: volume.ephemeral !== undefined })
    if (!claim || problem) return problem ?? ''
    claims.push(claim)
  }
  const unbound = claims.filter((claim) => !isBound(claim))
  return {
    bound: claims.filter(isBound),
    immediate: unbound.filter((claim) => !waitsForConsumer(claim, lister)),
    delayed: unbound.filter((claim) => waitsForConsumer(claim, lister)),
  }
}

function whyUnusable(
  claim: PersistentVolumeClaim | undefined,
  name: string,
  { pod, isEphemeral }: { readonly pod: Pod; readonly isEphemeral: boolean },
): string | undefined {
  if (!claim)
    return isEphemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`
  if (claim.status?.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`
  return isEphemeral ? whyNotOfPod(claim, pod) : undefined
}

function isBound(claim: PersistentVolumeClaim): boolean {
  return Boolean(claim.spec.volumeName) && isBindingComplete(claim)
}

/** Whether a bound claim's volume is known; its node affinity is another matter. */
export function volumeOf({ spec }: PersistentVolumeClaim, lister: Lister): PersistentVolume | undefined {
  return lister.get(persistentVolumes, { namespace: '', name: spec.volumeName ?? '' })
}
