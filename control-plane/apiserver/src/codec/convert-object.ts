import { apiVersionOf } from '@knarr/api'
import type { KubeObject } from '@knarr/machinery'
import { isStorageVersion, type ServedResource } from '../registry/served-resource.ts'

/** The object as the resource's version shows it; itself where that is the version it is kept in. */
export function toServedVersion(resource: ServedResource, object: KubeObject): KubeObject {
  return isStorageVersion(resource) ? object : { ...object, apiVersion: apiVersionOf(resource.api) }
}

/** The object in the version it is kept in. */
export function toStorageVersion(resource: ServedResource, object: KubeObject): KubeObject {
  return isStorageVersion(resource) ? object : { ...object, apiVersion: apiVersionOf(resource.storage) }
}
