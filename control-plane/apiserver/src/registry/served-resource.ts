import type { ApiResource, ApiSubresource, Resource } from '@knarr/api'
import type { CustomKind } from '../crd/custom-kind.ts'
import type { Strategy } from './strategy.ts'
import type { WriteHooks } from './write-hooks.ts'

/**
 * One resource at one version, as the server answers for it. Versions of a resource share a strategy and
 * the objects kept, which are in the version of `strategy.resource`.
 */
export interface ServedResource {
  readonly api: ApiResource
  readonly strategy: Strategy
  /** The resource in the version its objects are kept in. */
  readonly storage: Resource
  /** Only those that have an endpoint. */
  readonly subresources: ReadonlyMap<string, ApiSubresource>
  readonly hooks?: WriteHooks
  /** What a definition says of its kind; absent for what is built in. */
  readonly custom?: CustomKind
}

/** A resource without objects: a POST is answered by computing (`selfsubjectaccessreviews`, `bindings`). */
export interface VirtualResource {
  readonly api: ApiResource
  readonly strategy?: undefined
}

export type CatalogEntry = ServedResource | VirtualResource

/** Whether the status of this resource's objects is written through its own endpoint only. */
export function hasStatusSubresource(resource: ServedResource): boolean {
  return resource.subresources.has('status')
}

/** Whether reading and writing needs a conversion. */
export function isStorageVersion({ api, storage }: ServedResource): boolean {
  return api.version === storage.version && api.group === storage.group
}
