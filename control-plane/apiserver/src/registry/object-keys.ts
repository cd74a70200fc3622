import type { ObjectKey } from '@knarr/machinery'

/** A resource as its keys name it. */
export interface KeyedResource {
  readonly group: string
  readonly plural: string
  readonly namespaced: boolean
}

/** Where all objects of a resource are kept: `/registry/apps/deployments/`, `/registry/core/pods/`. */
export function resourcePrefix({ group, plural }: KeyedResource): string {
  return `/registry/${group || 'core'}/${plural}/`
}

/** The keys of a collection: of one namespace, or of the whole resource where `namespace` is empty. */
export function collectionPrefix(resource: KeyedResource, namespace: string): string {
  const prefix = resourcePrefix(resource)
  return resource.namespaced && namespace ? `${prefix}${namespace}/` : prefix
}

/** The key of one object: `/registry/core/pods/default/web`, `/registry/core/nodes/worker`. */
export function objectKey(resource: KeyedResource, { namespace, name }: ObjectKey): string {
  return `${collectionPrefix(resource, namespace)}${name}`
}
