import type { Resource } from '@knarr/api'
import type { KubeObject, ObjectKey } from '@knarr/machinery'

/** Reads from informers' caches: cheap, frozen, and possibly a moment old. */
export interface Lister {
  get<T extends KubeObject>(resource: Resource<T>, key: ObjectKey): T | undefined
  /** Every object of the namespace ('' for all), filtered by a parsed label selector where given. */
  list<T extends KubeObject>(resource: Resource<T>, namespace?: string): readonly T[]
  /** Objects whose index function gave `value`; see `Informer.addIndex`. */
  byIndex<T extends KubeObject>(resource: Resource<T>, index: string, value: string): readonly T[]
}

export interface InformerHandler<T extends KubeObject> {
  onAdd?(object: T): void
  onUpdate?(object: T, old: T): void
  onDelete?(object: T): void
}

/** A cache of one resource kept current by list and watch, shared by everyone in the process who needs it. */
export interface Informer<T extends KubeObject> {
  readonly resource: Resource<T>
  /** Handlers run in order of events, after the cache changed; one added late first sees every object as added. */
  addHandler(handler: InformerHandler<T>): void
  /** `keysOf` gives the values an object is found under. Add indexes before the informer starts. */
  addIndex(name: string, keysOf: (object: T) => readonly string[]): void
  /** Resolves once the first list is in the cache and its handlers ran. */
  synced(signal?: AbortSignal): Promise<void>
  get(key: ObjectKey): T | undefined
  list(namespace?: string): readonly T[]
  byIndex(index: string, value: string): readonly T[]
}

/** Hands out one informer per resource; those asked for before `start` run from then on, later ones at once. */
export interface InformerFactory {
  informer<T extends KubeObject>(resource: Resource<T>, options?: { fieldSelector?: string }): Informer<T>
  readonly lister: Lister
  start(signal: AbortSignal): void
  /** Resolves once every informer asked for has synced. */
  synced(signal?: AbortSignal): Promise<void>
}
