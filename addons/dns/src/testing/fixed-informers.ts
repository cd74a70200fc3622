import type { Informer, InformerFactory, InformerHandler } from '@knarr/client'
import type { KubeObject } from '@knarr/machinery'

/** Informers over given objects by plural, to which a test may add more; synced from the start. */
export class FixedInformers {
  readonly #objects = new Map<string, KubeObject[]>()
  readonly #handlers = new Map<string, InformerHandler<KubeObject>[]>()

  /** A list of an index stays the same array until something changes. */
  readonly #lists = new Map<string, readonly KubeObject[]>()

  /** Adds an object, or replaces the one of its name. */
  put(plural: string, object: KubeObject): void {
    const { namespace, name } = object.metadata
    const others = this.#of(plural).filter(
      (one) => one.metadata.name !== name || one.metadata.namespace !== namespace,
    )
    this.#objects.set(plural, [...others, object])
    this.#lists.clear()
    for (const handler of this.#handlers.get(plural) ?? []) handler.onAdd?.(object)
  }

  get factory(): InformerFactory {
    const informer = (resource: { plural: string }): Informer<KubeObject> => this.#informer(resource.plural)
    return { informer, start() {}, synced: async () => {} } as unknown as InformerFactory
  }

  #of(plural: string): KubeObject[] {
    return this.#objects.get(plural) ?? []
  }

  #informer(plural: string): Informer<KubeObject> {
    const indexes = new Map<string, (object: KubeObject) => readonly string[]>()
    return {
      addHandler: (handler: InformerHandler<KubeObject>) =>
        void this.#handlers.set(plural, [...(this.#handlers.get(plural) ?? []), handler]),
      addIndex: (name: string, keysOf: (object: KubeObject) => readonly string[]) =>
        void indexes.set(name, keysOf),
      synced: async () => {},
      get: ({ namespace, name }: { namespace: string; name: string }) =>
        this.#of(plural).find(
          (one) => one.metadata.name === name && (one.metadata.namespace ?? '') === namespace,
        ),
      list: () => this.#of(plural),
      byIndex: (index: string, value: string) => {
        const key = `${plural} ${index} ${value}`
        const list =
          this.#lists.get(key) ?? this.#of(plural).filter((one) => indexes.get(index)?.(one).includes(value))
        this.#lists.set(key, list)
        return list
      },
    } as unknown as Informer<KubeObject>
  }
}
