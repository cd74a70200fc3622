import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { getIfThere } from '@knarr/client'
import { type Controller, isSameMode, type ReconcileContext, volumeAnnotations } from '@knarr/controller'
import type { ObjectKey } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'
import { binderEventSource, claimKeyOf, setVolumePhase } from './binder-context.ts'
import { reclaimVolume } from './reclaim-volume.ts'

/** Keeps each volume's phase true to its claim, and reclaims those whose claim is gone. */
export function volumeBinder(): Controller {
  return {
    name: controllerNames.persistentVolumePhases,
    eventSource: binderEventSource,
    watches: persistentVolumes,
    reads: [persistentVolumeClaims],

    setup({ informer, enqueue, lister }) {
      const enqueueVolumes = ({ metadata, spec }: PersistentVolumeClaim): void => {
        if (spec.volumeName) enqueue({ namespace: '', name: spec.volumeName })
        for (const volume of lister.list(persistentVolumes))
          if (volume.spec.claimRef?.uid === metadata.uid)
            enqueue({ namespace: '', name: volume.metadata.name })
      }
      informer(persistentVolumeClaims).addHandler({
        onUpdate: enqueueVolumes,
        onDelete: enqueueVolumes,
      })
    },

    async reconcile(key, context) {
      const volume = context.lister.get(persistentVolumes, key)
      if (volume) await syncVolume(volume, context)
      return undefined
    },
  }
}

async function syncVolume(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const claimKey = claimKeyOf(volume)
  if (!claimKey || !volume.spec.claimRef?.uid) {
    await setVolumePhase(volume, { phase: 'Available' }, context)
    return
  }
  const claim = await findClaim(claimKey, volume.spec.claimRef.uid, context)
  if (!claim) await release(volume, context)
  else if (!claim.spec.volumeName) sayWhereModesDiffer(volume, claim, context)
  else if (claim.spec.volumeName === volume.metadata.name)
    await setVolumePhase(volume, { phase: 'Bound' }, context)
  else if (isMadeForItsClaim(volume)) await release(volume, context)
  else await unbind(volume, context)
}

/** Asks the server before it takes a claim for gone: the lister may not know it yet. */
async function findClaim(
  key: ObjectKey,
  uid: string,
  { client, lister }: ReconcileContext,
): Promise<PersistentVolumeClaim | undefined> {
  const known = lister.get(persistentVolumeClaims, key)
  if (known?.metadata.uid === uid) return known
  const fresh = await getIfThere(client, persistentVolumeClaims, key)
  return fresh?.metadata.uid === uid ? fresh : undefined
}

async function release(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const isReleased = volume.status?.phase === 'Released' || volume.status?.phase === 'Failed'
  const released = isReleased ? volume : await setVolumePhase(volume, { phase: 'Released' }, context)
  await reclaimVolume(released, context)
}

function isMadeForItsClaim({ metadata, spec }: PersistentVolume): boolean {
  return (
    metadata.annotations?.[volumeAnnotations.provisionedBy] !== undefined &&
    spec.persistentVolumeReclaimPolicy === 'Delete'
  )
}

/** Its claim took another volume: it is free again, or, where a user bound it, waits for a claim of that name. */
async function unbind(volume: PersistentVolume, context: ReconcileContext): Promise<void> {
  const { claimRef, ...spec } = volume.spec
  const { [volumeAnnotations.boundByController]: byController, ...annotations } =
    volume.metadata.annotations ?? {}
  const { uid, ...named } = claimRef ?? {}
  const freed = await context.client.update(persistentVolumes, {
    ...volume,
    metadata: { ...volume.metadata, annotations },
    spec: byController === undefined ? { ...spec, claimRef: named } : spec,
  })
  await setVolumePhase(freed, { phase: 'Available' }, context)
}

function sayWhereModesDiffer(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  { events }: ReconcileContext,
): void {
  if (isSameMode(volume, claim)) return
  const event = { type: 'Warning', reason: eventReasons.volumeMismatch } as const
  const [ofVolume, ofClaim] = [volume.metadata.name, claim.metadata.name]
  events.event(volume, {
    ...event,
    message: `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${ofClaim}" due to incompatible volumeMode.`,
  })
  events.event(claim, {
    ...event,
    message: `Cannot bind PersistentVolume "${ofVolume}" to requested PersistentVolumeClaim due to incompatible volumeMode.`,
  })
}
