import type { AdmissionPlugin } from '../../admission-plugin.ts'

const finalizers: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
}

/** Claims and volumes do not go while they are used: controllers take the finalizers away. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',

  handles: ({ operation, resource, subresource }) =>
    operation === 'CREATE' && resource.group === '' && resource.plural in finalizers && subresource === '',

  admit({ object, resource }) {
    const finalizer = finalizers[resource.plural]
    if (!object || !finalizer || object.metadata.finalizers?.includes(finalizer)) return
    object.metadata.finalizers = [...(object.metadata.finalizers ?? []), finalizer]
  },
}
