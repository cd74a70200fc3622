import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { Logger } from '@knarr/client'
import { timestamp } from '@knarr/machinery'
import { type Change, type Item, prefixEnd, RevisionConflict } from '@knarr/storage'
import { objectOf } from '../codec/stored-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import { customResources } from './custom-resource.ts'
import { isTrue, withNamesJudged } from './definition-status.ts'

const prefix = resourcePrefix(customResourceDefinitions)

/** Establishes definitions, and keeps the catalog's custom resources as they say. */
export class CustomResourceServer {
  readonly #registry: Registry
  readonly #catalog: ResourceCatalog
  readonly #logger: Logger
  readonly #served = new Map<string, readonly ServedResource[]>()
  #watcher: ReturnType<Registry['store']['watch']> | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(options: { registry: Registry; catalog: ResourceCatalog; logger: Logger }) {
    this.#registry = options.registry
    this.#catalog = options.catalog
    this.#logger = options.logger
  }

  /** Resolves when every definition there is at the start is served. */
  async start(): Promise<void> {
    const { store } = this.#registry
    const { items, revision } = await store.range(prefix, prefixEnd(prefix))
    for (const item of items) await this.#take(item)
    const range = { from: prefix, to: prefixEnd(prefix), after: revision }
    const failed = (error: unknown): void =>
      this.#logger.error('watching definitions failed', { error: String(error) })
    this.#watcher = store.watch(range, (changes) => this.#follow(changes), failed)
  }

  close(): void {
    this.#watcher?.close()
  }

  #follow(changes: readonly Change[]): void {
    for (const { key, item } of changes) {
      this.#work = this.#work
        .then(() => (item ? this.#take(item) : this.#serve(key, [])))
        .catch((error: unknown) =>
          this.#logger.error('serving a definition failed', { key, error: String(error) }),
        )
    }
  }

  async #take(item: Item): Promise<void> {
    const definition = objectOf<CustomResourceDefinition>(item)
    const now = timestamp(this.#registry.clock.now())
    const judged = withNamesJudged(definition, this.#conflictOf(item.key, definition), now)
    if (isTrue(judged ?? definition, 'Established'))
      this.#serve(item.key, customResources(judged ?? definition))
    if (!judged) return
    const options = { expected: item.modRevision, writer: 'apiextensions-apiserver' }
    try {
      await this.#registry.put(item.key, judged, options)
    } catch (error) {
      // Whoever was faster made a change that is taken next.
      if (!(error instanceof RevisionConflict)) throw error
    }
  }

  #conflictOf(
    key: string,
    { spec }: CustomResourceDefinition,
  ): { reason: string; message: string } | undefined {
    const own = new Set<unknown>(this.#served.get(key))
    const others = this.#catalog.entries().filter((e) => e.api.group === spec.group && !own.has(e))
    const { plural, kind } = spec.names
    const taken = (name: string): string => `${JSON.stringify(name)} is already in use`
    if (others.some(({ api }) => api.plural === plural))
      return { reason: 'PluralConflict', message: taken(plural) }
    if (others.some(({ api }) => api.kind === kind)) return { reason: 'KindConflict', message: taken(kind) }
    return undefined
  }

  #serve(key: string, resources: readonly ServedResource[]): void {
    const kept = new Set(resources.map(({ api }) => api.version))
    for (const { api } of this.#served.get(key) ?? []) if (!kept.has(api.version)) this.#catalog.remove(api)
    for (const resource of resources) this.#catalog.add(resource)
    this.#served.set(key, resources)
  }
}
