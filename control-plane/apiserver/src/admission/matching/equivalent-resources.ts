import { resourcePrefix } from '../../registry/object-keys.ts'
import type { ResourceCatalog } from '../../registry/resource-catalog.ts'
import type { ServedResource } from '../../registry/served-resource.ts'

/** Which resources are the same objects in other versions or groups. */
export class EquivalentResources {
  readonly #catalog: ResourceCatalog
  #generation = -1
  #byStorage = new Map<string, ServedResource[]>()

  constructor(catalog: ResourceCatalog) {
    this.#catalog = catalog
  }

  /** The resource itself first; empty where it is not served (any more). */
  of(resource: { group: string; version: string; plural: string }): readonly ServedResource[] {
    const entry = this.#catalog.find(resource.group, resource.version, resource.plural)
    if (!entry?.strategy) return []
    const all = this.#index().get(resourcePrefix(entry.storage)) ?? []
    return [entry, ...all.filter((other) => other !== entry)]
  }

  /** The resource that has objects of the kind. */
  ofKind(wanted: { group: string; version: string; kind: string }): ServedResource | undefined {
    for (const entry of this.#catalog.entries()) {
      const { group, version, kind } = entry.api
      const isWanted = group === wanted.group && version === wanted.version && kind === wanted.kind
      if (entry.strategy && isWanted) return entry
    }
    return undefined
  }

  #index(): Map<string, ServedResource[]> {
    if (this.#generation === this.#catalog.generation) return this.#byStorage
    this.#generation = this.#catalog.generation
    this.#byStorage = new Map()
    for (const entry of this.#catalog.entries()) {
      if (!entry.strategy) continue
      const prefix = resourcePrefix(entry.storage)
      const others = this.#byStorage.get(prefix)
      if (others) others.push(entry)
      else this.#byStorage.set(prefix, [entry])
    }
    return this.#byStorage
  }
}
