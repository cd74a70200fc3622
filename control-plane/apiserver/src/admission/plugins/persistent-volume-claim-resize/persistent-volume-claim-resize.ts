import type { PersistentVolumeClaim } from '@knarr/api/core/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import { forbidden, parseQuantity, type Quantity } from '@knarr/machinery'
import type { AdmissionPlugin } from '../../admission-plugin.ts'

/** Claims only grow once they are bound, and where their class allows it. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',

  handles: ({ operation, resource, subresource }) =>
    operation === 'UPDATE' &&
    resource.plural === 'persistentvolumeclaims' &&
    resource.group === '' &&
    subresource === '',

  async validate({ resource, name, object, old }, context) {
    const [claim, before] = [object as PersistentVolumeClaim, old as PersistentVolumeClaim]
    if (sizeOf(claim).compare(sizeOf(before)) <= 0) return
    if (before.status?.phase !== 'Bound') {
      throw forbidden(resource, name, 'Only bound persistent volume claims can be expanded')
    }
    const className =
      before.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? before.spec.storageClassName
    const found = className
      ? await context.find<StorageClass>(storageClasses, { namespace: '', name: className })
      : undefined
    if (found?.allowVolumeExpansion) return
    const why =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
    throw forbidden(resource, name, why)
  },
}

function sizeOf({ spec }: PersistentVolumeClaim): Quantity {
  return parseQuantity(spec.resources?.requests?.storage ?? '0')
}
