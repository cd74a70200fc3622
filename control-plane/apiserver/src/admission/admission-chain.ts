import type { KubeObject, ObjectKey } from '@knarr/machinery'
import { prefixEnd } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { collectionPrefix, type KeyedResource } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { AdmissionAttributes, AdmissionContext, AdmissionPlugin } from './admission-plugin.ts'

/** The plugins in order, as one. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[]
  readonly #context: AdmissionContext

  constructor(plugins: readonly AdmissionPlugin[], registry: Registry) {
    this.#plugins = plugins
    this.#context = contextOf(registry)
  }

  /** Lets every plugin change `attributes.object`. */
  async admit(attributes: AdmissionAttributes): Promise<void> {
    for (const plugin of this.#plugins) {
      if (plugin.admit && plugin.handles(attributes)) await plugin.admit(attributes, this.#context)
    }
  }

  /** Lets every plugin judge the final object. */
  async validate(attributes: AdmissionAttributes): Promise<void> {
    for (const plugin of this.#plugins) {
      if (plugin.validate && plugin.handles(attributes)) await plugin.validate(attributes, this.#context)
    }
  }
}

function contextOf(registry: Registry): AdmissionContext {
  return {
    clock: registry.clock,
    random: registry.random,
    find: <T extends KubeObject>(resource: KeyedResource, key: ObjectKey) =>
      registry.findObject<T>(resource, key),
    async list<T extends KubeObject>(resource: KeyedResource, namespace: string): Promise<readonly T[]> {
      const from = collectionPrefix(resource, namespace)
      const { items } = await registry.store.range(from, prefixEnd(from))
      return items.map((item) => objectOf<T>(item))
    },
  }
}
