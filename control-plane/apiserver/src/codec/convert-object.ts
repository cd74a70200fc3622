import { apiVersionOf, convert } from '@knarr/api'
import { deepFreeze, type KubeObject } from '@knarr/machinery'
import { isStorageVersion, type ServedResource } from '../registry/served-resource.ts'

const converted = new WeakMap<KubeObject, Map<string, KubeObject>>()

/**
 * The object as the resource's version shows it: itself where that is the version it is kept in. A frozen
 * object is converted once a version, for as long as it lives.
 */
export function toServedVersion(resource: ServedResource, object: KubeObject): KubeObject {
  if (resource.custom) return resource.custom.toServed(object)
  if (isStorageVersion(resource)) return object
  if (!Object.isFrozen(object)) return convert(object, resource.api)
  const versions = converted.get(object) ?? new Map<string, KubeObject>()
  converted.set(object, versions)
  const apiVersion = apiVersionOf(resource.api)
  const known = versions.get(apiVersion) ?? deepFreeze(convert(object, resource.api))
  versions.set(apiVersion, known)
  return known
}

/** The object in the version it is kept in. */
export function toStorageVersion(resource: ServedResource, object: KubeObject): KubeObject {
  if (resource.custom?.toKept) return resource.custom.toKept(object)
  return isStorageVersion(resource) ? object : convert(object, resource.storage)
}
