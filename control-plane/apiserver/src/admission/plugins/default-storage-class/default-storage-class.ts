import { defaultClass, defaultStorageClassAnnotations } from '@knarr/api'
import type { PersistentVolumeClaim } from '@knarr/api/core/v1'
import { type StorageClass, storageClasses } from '@knarr/api/storage/v1'
import type { AdmissionPlugin } from '../../admission-plugin.ts'
import { ConfigurationIndex } from '../../configuration-index.ts'
import type { PluginParts } from '../../plugin-parts.ts'

const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

/** Claims that name no class get the default one; the empty name is a name. */
export function defaultStorageClass({ caches }: PluginParts): AdmissionPlugin {
  const index = new ConfigurationIndex<StorageClass, StorageClass | undefined>(
    caches,
    storageClasses,
    (classes) => defaultClass(classes, defaultStorageClassAnnotations),
  )
  return {
    name: 'DefaultStorageClass',

    handles: ({ operation, resource, subresource }) =>
      operation === 'CREATE' &&
      resource.plural === 'persistentvolumeclaims' &&
      resource.group === '' &&
      subresource === '',

    async admit({ object }) {
      const { metadata, spec } = object as PersistentVolumeClaim
      if (spec.storageClassName !== undefined || metadata.annotations?.[classAnnotation] !== undefined) return
      const found = await index.current()
      if (found) spec.storageClassName = found.metadata.name
    },
  }
}
