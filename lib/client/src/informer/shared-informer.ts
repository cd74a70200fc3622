import type { Resource } from '@knarr/api'
import { type KubeObject, keyOf, keyText, type ObjectKey } from '@knarr/machinery'
import { abortable } from '../abortable.ts'
import type { Informer, InformerHandler } from './lister.ts'
import { ObjectStore } from './object-store.ts'
import { Reflector, type ReflectorOptions, type ReflectorStore } from './reflector.ts'

export type SharedInformerOptions<T extends KubeObject> = Omit<ReflectorOptions<T>, 'store'>

/** One cache, one watch, any number of handlers. */
export class SharedInformer<T extends KubeObject> implements Informer<T>, ReflectorStore<T> {
  readonly resource: Resource<T>
  readonly #options: SharedInformerOptions<T>
  readonly #store = new ObjectStore<T>()
  readonly #handlers: InformerHandler<T>[] = []
  readonly #synced = Promise.withResolvers<void>()
  #started = false

  constructor(options: SharedInformerOptions<T>) {
    this.#options = options
    this.resource = options.resource
  }

  /** Begins to list and watch; a second call does nothing. */
  start(signal: AbortSignal): void {
    if (this.#started) return
    this.#started = true
    void new Reflector({ ...this.#options, store: this }).run(signal)
  }

  addHandler(handler: InformerHandler<T>): void {
    this.#handlers.push(handler)
    for (const object of this.#store.list()) this.#call(() => handler.onAdd?.(object))
  }

  addIndex(name: string, keysOf: (object: T) => readonly string[]): void {
    this.#store.addIndex(name, keysOf)
  }

  synced(signal?: AbortSignal): Promise<void> {
    return abortable(this.#synced.promise, signal)
  }

  get(key: ObjectKey): T | undefined {
    return this.#store.get(key)
  }

  list(namespace?: string): readonly T[] {
    return this.#store.list(namespace)
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.#store.byIndex(index, value)
  }

  put(object: T): void {
    const old = this.#store.put(object)
    if (old && old.metadata.uid === object.metadata.uid) {
      this.#tell((handler) => handler.onUpdate?.(object, old))
      return
    }
    // Deleted and made again while nobody watched: two objects, though they share a name.
    if (old) this.#tell((handler) => handler.onDelete?.(old))
    this.#tell((handler) => handler.onAdd?.(object))
  }

  delete(object: T): void {
    if (this.#store.delete(keyOf(object))) this.#tell((handler) => handler.onDelete?.(object))
  }

  replace(objects: readonly T[]): void {
    const present = new Set(objects.map((object) => keyText(keyOf(object))))
    for (const old of this.#store.list()) if (!present.has(keyText(keyOf(old)))) this.delete(old)
    for (const object of objects) {
      const old = this.#store.get(keyOf(object))
      if (!old || !isSameVersion(old, object)) this.put(object)
    }
    this.#synced.resolve()
  }

  #tell(call: (handler: InformerHandler<T>) => void): void {
    for (const handler of this.#handlers) this.#call(() => call(handler))
  }

  /** A handler that throws must not keep the others, nor the cache, from the next event. */
  #call(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#options.logger?.error('informer: a handler threw', { resource: this.resource.plural, err: error })
    }
  }
}

function isSameVersion(old: KubeObject, object: KubeObject): boolean {
  return (
    old.metadata.uid === object.metadata.uid &&
    old.metadata.resourceVersion === object.metadata.resourceVersion
  )
}
