import { limitRanges } from '@knarr/api/core/v1'
import { VirtualClock } from '@knarr/machinery'
import { MemoryBackend, openStore, type Store } from '@knarr/storage'
import { expect, it } from 'vitest'
import { ConfigurationIndex } from '../admission/configuration-index.ts'
import { RbacAuthorizer } from '../authz/rbac/rbac-authorizer.ts'
import { WatchCaches } from './watch-caches.ts'

/** A store that cannot list as long as `down` is set. */
class FailingStore {
  down: Error | undefined = new Error('no plugin')

  static async open(): Promise<{ store: Store; failing: FailingStore }> {
    const failing = new FailingStore()
    const real = await openStore(new MemoryBackend(), { clock: new VirtualClock() })
    const store = new Proxy(real, {
      get(target, name) {
        if (name === 'range' && failing.down) return () => Promise.reject(failing.down)
        const value = Reflect.get(target, name, target) as unknown
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    return { store, failing }
  }
}

it.each([
  ['a cache', (caches: WatchCaches) => caches.of(limitRanges)],
  ['who decides by roles', (caches: WatchCaches) => new RbacAuthorizer(caches)],
  [
    'what admission has to know',
    (caches: WatchCaches) => new ConfigurationIndex(caches, limitRanges, () => 0),
  ],
])('%s is there once the store can be read, though it could not be before', async (_, open) => {
  const { store, failing } = await FailingStore.open()
  const caches = new WatchCaches(store)
  const opened = open(caches)
  const ask = async (): Promise<unknown> => {
    if (opened instanceof RbacAuthorizer)
      return await opened.rulesFor({ name: 'jane', groups: [] }, 'default')
    if (opened instanceof ConfigurationIndex) return await opened.current()
    await opened.catch(() => {})
    return await caches.of(limitRanges)
  }
  await expect(ask()).rejects.toThrow('no plugin')
  failing.down = undefined
  await expect(ask()).resolves.toBeDefined()
  caches.close()
  await store[Symbol.asyncDispose]()
})
