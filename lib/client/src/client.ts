import type { Resource } from '@knarr/api'
import type { Draft, KubeList, KubeObject, ObjectKey } from '@knarr/machinery'
import type { WatchEvent } from './transport.ts'

export interface ListOptions {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
  readonly limit?: number
  readonly continue?: string
  readonly signal?: AbortSignal
}

export interface WatchOptions extends ListOptions {
  readonly allowWatchBookmarks?: boolean
  readonly sendInitialEvents?: boolean
  readonly timeoutSeconds?: number
}

export interface WriteOptions {
  readonly subresource?: string
  readonly dryRun?: boolean
  readonly fieldManager?: string
  readonly signal?: AbortSignal
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly signal?: AbortSignal
}

/** The four patch forms of the API; `apply` needs a field manager. */
export type Patch =
  | { readonly type: 'json'; readonly patch: readonly unknown[] }
  | { readonly type: 'merge' | 'strategic'; readonly patch: object }
  | { readonly type: 'apply'; readonly patch: object; readonly force?: boolean }

/** The API as typed calls. Every method rejects with a StatusError; objects returned are frozen. */
export interface Client {
  get<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    options?: { subresource?: string },
  ): Promise<T>
  list<T extends KubeObject>(resource: Resource<T>, options?: ListOptions): Promise<KubeList<T>>
  watch<T extends KubeObject>(
    resource: Resource<T>,
    options?: WatchOptions,
  ): Promise<AsyncIterable<readonly WatchEvent<T>[]>>
  /** Creates an object, or POSTs to the named object's subresource (`binding`, `eviction`, `token`). */
  create<T extends KubeObject, R = T>(
    resource: Resource<T>,
    object: Draft<T>,
    options?: WriteOptions,
  ): Promise<R>
  /** Replaces; `metadata.resourceVersion`, where set, must still be current. */
  update<T extends KubeObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T>
  updateStatus<T extends KubeObject>(resource: Resource<T>, object: T, options?: WriteOptions): Promise<T>
  patch<T extends KubeObject>(
    resource: Resource<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<T>
  delete<T extends KubeObject>(resource: Resource<T>, key: ObjectKey, options?: DeleteOptions): Promise<void>
  deleteCollection<T extends KubeObject>(
    resource: Resource<T>,
    options?: ListOptions & DeleteOptions,
  ): Promise<void>
}
