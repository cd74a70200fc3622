import type { KubeObject, ObjectKey } from '@knarr/machinery'
import { objectOf } from '../codec/stored-object.ts'
import { collectionPrefix, type KeyedResource, objectKey } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import type { AdmissionContext } from './admission-plugin.ts'

/** A context that reads single objects from the registry and collections from the watch caches. */
export function admissionContextOf(registry: Registry, caches: WatchCaches): AdmissionContext {
  return {
    clock: registry.clock,
    random: registry.random,
    find: <T extends KubeObject>(resource: KeyedResource, key: ObjectKey) =>
      registry.findObject<T>(resource, key),
    async waitFor<T extends KubeObject>(resource: KeyedResource, key: ObjectKey, timeoutMs: number) {
      const found = await registry.findObject<T>(resource, key)
      return found ?? appearing<T>({ registry, caches, resource }, objectKey(resource, key), timeoutMs)
    },
    async list<T extends KubeObject>(resource: KeyedResource, namespace: string): Promise<readonly T[]> {
      const { items } = (await caches.of(resource)).snapshot(collectionPrefix(resource, namespace))
      return items.map((item) => objectOf<T>(item))
    },
  }
}

interface Appearing {
  readonly registry: Registry
  readonly caches: WatchCaches
  readonly resource: KeyedResource
}

/** The object as soon as somebody creates it; undefined when time is up. */
async function appearing<T extends KubeObject>(
  { registry, caches, resource }: Appearing,
  key: string,
  timeoutMs: number,
): Promise<T | undefined> {
  const cache = await caches.of(resource)
  const present = cache.get(key)
  if (present) return objectOf<T>(present)
  return new Promise((resolve) => {
    const done = (object?: T): void => {
      watcher.close()
      timer.cancel()
      resolve(object)
    }
    const timer = registry.clock.after(timeoutMs, () => done())
    const watcher = cache.watch(
      { after: cache.revision, keyPrefix: key },
      (changes) => {
        const item = changes.at(-1)?.item
        if (item) done(objectOf<T>(item))
      },
      () => done(),
    )
  })
}
