import { VirtualClock } from '@knarr/machinery'
import { MemoryBackend, openStore, type Store } from '@knarr/storage'
import { reopenedBy, storeSuite } from '@knarr/storage/testing'
import { EncryptedStore } from './encrypted-store.ts'
import { PrefixTransformers } from './prefix-transformers.ts'
import { identity, type ValueTransformer } from './value-transformer.ts'

/** Every value has to be waited for before it can be read the first time. */
function slow(): ValueTransformer {
  const known = new WeakSet<Uint8Array>()
  const fetched = async (kept: Uint8Array): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    known.add(kept)
  }
  return {
    ...identity,
    prepare: (kept) => (known.has(kept) ? undefined : fetched(kept)),
    fromStorage(kept) {
      if (!known.has(kept)) throw new Error('it has not been waited for')
      return kept
    },
  }
}

storeSuite('the store whose values are read late', async () => {
  const backend = new MemoryBackend()
  const transformers = new PrefixTransformers([slow()])
  const open = async (): Promise<Store> =>
    new EncryptedStore(await openStore(backend, { clock: new VirtualClock() }), () => transformers)
  return await reopenedBy(open)
})
