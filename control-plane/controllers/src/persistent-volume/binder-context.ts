import type { PersistentVolume, PersistentVolumeClaim } from '@knarr/api/core/v1'
import { persistentVolumeClaims, persistentVolumes } from '@knarr/api/core/v1'
import type { ReconcileContext } from '@knarr/controller'
import { type ObjectKey, timestamp } from '@knarr/machinery'

/** Events of binding name upstream's controller as their source. */
export const binderEventSource = 'persistentvolume-controller'

export function claimKeyOf(volume: PersistentVolume): ObjectKey | undefined {
  const claimed = volume.spec.claimRef
  return claimed?.name ? { namespace: claimed.namespace ?? '', name: claimed.name } : undefined
}

export interface VolumePhase {
  readonly phase: 'Available' | 'Bound' | 'Released' | 'Failed'
  readonly message?: string
}

/** Writes a volume's phase where it is another; resolves with the volume as it is then. */
export async function setVolumePhase(
  volume: PersistentVolume,
  { phase, message = '' }: VolumePhase,
  { client, clock }: ReconcileContext,
): Promise<PersistentVolume> {
  const { status = {} } = volume
  if (status.phase === phase && (status.message ?? '') === message) return volume
  const moved = status.phase === phase ? status.lastPhaseTransitionTime : timestamp(clock.now())
  const next = {
    ...status,
    phase,
    message: message || undefined,
    lastPhaseTransitionTime: moved,
  }
  return await client.updateStatus(persistentVolumes, { ...volume, status: next })
}

/** A claim's status by its phase; a bound one shows what its volume has. */
export async function setClaimPhase(
  claim: PersistentVolumeClaim,
  phase: 'Pending' | 'Bound' | 'Lost',
  { client, volume }: { readonly client: ReconcileContext['client']; readonly volume?: PersistentVolume },
): Promise<PersistentVolumeClaim> {
  const { status = {} } = claim
  const next = volume ? statusOfBound(claim, volume) : statusOfUnbound(status, phase)
  if (JSON.stringify(next) === JSON.stringify(status)) return claim
  return await client.updateStatus(persistentVolumeClaims, { ...claim, status: next })
}

type ClaimStatus = NonNullable<PersistentVolumeClaim['status']>

/** What resizing grows stays: a claim's own capacity counts once it is bound. */
function statusOfBound({ status = {} }: PersistentVolumeClaim, { spec }: PersistentVolume): ClaimStatus {
  const wasBound = status.phase === 'Bound' && status.capacity?.['storage'] !== undefined
  return {
    ...status,
    phase: 'Bound',
    accessModes: spec.accessModes,
    capacity: wasBound ? status.capacity : { ...status.capacity, ...storageOnly(spec.capacity) },
    ...(spec.volumeAttributesClassName && {
      currentVolumeAttributesClassName: spec.volumeAttributesClassName,
    }),
  }
}

function storageOnly(capacity: Record<string, string> | undefined): Record<string, string> {
  const storage = capacity?.['storage']
  return storage === undefined ? {} : { storage }
}

function statusOfUnbound(status: ClaimStatus, phase: 'Pending' | 'Bound' | 'Lost'): ClaimStatus {
  const { accessModes, capacity, ...rest } = status
  return { ...rest, phase }
}
