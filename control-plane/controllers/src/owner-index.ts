import { controllerOf } from '@knarr/controller'
import type { ObjectMeta } from '@knarr/machinery'

type Owned = { readonly metadata: Partial<ObjectMeta> }

/** Where an index keeps objects: under their controller's uid, or together with the namespace's orphans. */
export function ownerKeyOf(object: Owned): string {
  return controllerOf(object)?.uid ?? orphansOf(object)
}

/** The key of the objects without a controller in the same namespace. */
export function orphansOf({ metadata }: Owned): string {
  return `orphans of ${metadata.namespace ?? ''}`
}
