import { apiVersionOf, type Resource } from '@knarr/api'
import type { KubeObject, OwnerReference } from '@knarr/machinery'

/** The reference to the one owner that manages this object, if it has one. */
export function controllerOf(object: {
  readonly metadata: { readonly ownerReferences?: readonly OwnerReference[] }
}): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true)
}

/** Whether `owner` is the object's controller: by uid, since names are used again. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid
}

/** The reference that makes `owner` the controller of what carries it, and keeps it until that is gone. */
export function controllerRef(
  owner: KubeObject,
  kind: Pick<Resource, 'group' | 'version' | 'kind'>,
): OwnerReference {
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}
