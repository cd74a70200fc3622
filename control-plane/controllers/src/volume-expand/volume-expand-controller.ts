import {
  type PersistentVolume,
  type PersistentVolumeClaim,
  persistentVolumeClaims,
  persistentVolumes,
} from '@knarr/api/core/v1'
import { type Controller, isBoundTo, type ReconcileContext } from '@knarr/controller'
import { parseQuantity } from '@knarr/machinery'
import { controllerNames } from '../controller-names.ts'
import { eventReasons } from '../event-reasons.ts'

/**
 * Tells whoever asks for a larger volume that somebody else makes it so: no kind of volume is left that upstream's
 * persistentvolume-expander-controller expands itself.
 */
export function volumeExpandController(): Controller {
  return {
    name: controllerNames.volumeExpand,
    eventSource: 'volume_expand',
    watches: persistentVolumeClaims,
    reads: [persistentVolumes],

    async reconcile(key, { lister, events }) {
      const claim = lister.get(persistentVolumeClaims, key)
      if (!claim || !asksForMore(claim) || !volumeOf(claim, lister)) return undefined
      const message = 'waiting for an external controller to expand this PVC'
      events.event(claim, { type: 'Normal', reason: eventReasons.externalExpanding, message })
      return undefined
    },
  }
}

function asksForMore({ spec, status }: PersistentVolumeClaim): boolean {
  if (status?.phase !== 'Bound') return false
  const requested = parseQuantity(spec.resources?.requests?.['storage'] ?? '0')
  return requested.compare(parseQuantity(status.capacity?.['storage'] ?? '0')) > 0
}

function volumeOf(
  claim: PersistentVolumeClaim,
  lister: ReconcileContext['lister'],
): PersistentVolume | undefined {
  const volume = lister.get(persistentVolumes, { namespace: '', name: claim.spec.volumeName ?? '' })
  return volume && isBoundTo(volume, claim) ? volume : undefined
}
