import { persistentVolumes } from '@knarr/api/core/v1'
import { addFinalizer, type Controller, removeFinalizer } from '@knarr/controller'
import { controllerNames } from '../controller-names.ts'

const finalizer = 'kubernetes.io/pv-protection'

/**
 * Lets deleted volumes go once no claim is bound to them, and holds those that are not deleted. After upstream's
 * persistentvolume-protection-controller.
 */
export function volumeProtectionController(): Controller {
  return {
    name: controllerNames.volumeProtection,
    watches: persistentVolumes,

    async reconcile(key, { lister, client }) {
      const volume = lister.get(persistentVolumes, key)
      if (!volume) return undefined
      if (!volume.metadata.deletionTimestamp) await addFinalizer(client, persistentVolumes, volume, finalizer)
      else if (volume.status?.phase !== 'Bound')
        await removeFinalizer(client, persistentVolumes, volume, finalizer)
      return undefined
    },
  }
}
