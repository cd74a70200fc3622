import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { Logger } from '@knarr/client'
import { deepEqual, sleep, timestamp } from '@knarr/machinery'
import { type Change, type Item, prefixEnd, RevisionConflict } from '@knarr/storage'
import type { AdmissionChain } from '../admission/admission-chain.ts'
import { objectOf } from '../codec/stored-object.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import { customResources } from './custom-resource.ts'
import { isTrue, withNamesJudged } from './definition-status.ts'
import { cleanupFinalizer, deleteInstances } from './delete-instances.ts'

const prefix = resourcePrefix(customResourceDefinitions)
const writer = 'apiextensions-apiserver'
/** How often objects that wait for finalizers of their own are looked at again. */
const cleanupRetryMs = 1000

interface Served {
  readonly definition?: CustomResourceDefinition
  readonly resources: readonly ServedResource[]
}

/** Establishes definitions, and keeps the catalog's custom resources as they say. */
export class CustomResourceServer {
  readonly #registry: Registry
  readonly #catalog: ResourceCatalog
  readonly #admission: AdmissionChain
  readonly #logger: Logger
  readonly #closing = new AbortController()
  readonly #cleanups = new Set<string>()
  readonly #served = new Map<string, Served>()
  #watcher: ReturnType<Registry['store']['watch']> | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(options: {
    registry: Registry
    catalog: ResourceCatalog
    admission: AdmissionChain
    logger: Logger
  }) {
    this.#registry = options.registry
    this.#admission = options.admission
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
    this.#closing.abort()
  }

  #follow(changes: readonly Change[]): void {
    for (const { key, item } of changes) {
      this.#work = this.#work
        .then(() => (item ? this.#take(item) : this.#withdraw(key)))
        .catch((error: unknown) =>
          this.#logger.error('serving a definition failed', { key, error: String(error) }),
        )
    }
  }

  async #take(item: Item): Promise<void> {
    const definition = objectOf<CustomResourceDefinition>(item)
    if (definition.metadata.deletionTimestamp) {
      if (!this.#served.has(item.key)) this.#serve(item.key, definition)
      void this.#cleanUp(item.key)
      return
    }
    const now = timestamp(this.#registry.clock.now())
    const judged = withNamesJudged(definition, this.#conflictOf(item.key, definition), now)
    if (isTrue(judged ?? definition, 'Established')) this.#serve(item.key, judged ?? definition)
    if (!judged) return
    const options = { expected: item.modRevision, writer }
    try {
      await this.#registry.put(item.key, judged, options)
    } catch (error) {
      // Whoever was faster made a change that is taken next.
      if (!(error instanceof RevisionConflict)) throw error
    }
  }

  /** Deletes what there is of a definition that is to go, then lets it go. */
  async #cleanUp(key: string): Promise<void> {
    if (this.#cleanups.has(key)) return
    this.#cleanups.add(key)
    try {
      const { signal } = this.#closing
      while (!signal.aborted && (await this.#deleteInstances(key)) > 0)
        await sleep(this.#registry.clock, cleanupRetryMs, signal)
      if (!signal.aborted) await this.#release(key)
    } catch (error) {
      if (!this.#closing.signal.aborted)
        this.#logger.error('removing the objects of a definition failed', { key, error: String(error) })
    } finally {
      this.#cleanups.delete(key)
    }
  }

  async #deleteInstances(key: string): Promise<number> {
    const [resource] = this.#served.get(key)?.resources ?? []
    if (!resource) return 0
    return await deleteInstances({
      registry: this.#registry,
      admission: this.#admission,
      resource,
      subresource: '',
      user: { name: 'system:apiserver', groups: ['system:masters'] },
      isDryRun: false,
      fieldManager: writer,
      warnings: [],
    })
  }

  async #release(key: string): Promise<void> {
    const item = await this.#registry.store.get(key)
    if (!item) return
    const definition = objectOf<CustomResourceDefinition>(item)
    const finalizers = definition.metadata.finalizers?.filter((name) => name !== cleanupFinalizer) ?? []
    const options = { expected: item.modRevision, writer }
    const metadata = { ...definition.metadata, finalizers }
    if (finalizers.length === 0) await this.#registry.remove(key, options)
    else if (finalizers.length !== definition.metadata.finalizers?.length)
      await this.#registry.put(key, { ...definition, metadata }, options)
  }

  #conflictOf(
    key: string,
    { spec }: CustomResourceDefinition,
  ): { reason: string; message: string } | undefined {
    const own = new Set<unknown>(this.#served.get(key)?.resources)
    const others = this.#catalog.entries().filter((e) => e.api.group === spec.group && !own.has(e))
    const { plural, kind } = spec.names
    const taken = (name: string): string => `${JSON.stringify(name)} is already in use`
    if (others.some(({ api }) => api.plural === plural))
      return { reason: 'PluralConflict', message: taken(plural) }
    if (others.some(({ api }) => api.kind === kind)) return { reason: 'KindConflict', message: taken(kind) }
    return undefined
  }

  /** Puts what the definition says into the catalog; a change of its status alone says nothing new. */
  #serve(key: string, definition: CustomResourceDefinition): void {
    const known = this.#served.get(key)
    if (known?.definition && deepEqual(known.definition.spec, definition.spec)) return
    const resources = customResources(definition)
    const kept = new Set(resources.map(({ api }) => api.version))
    for (const { api } of known?.resources ?? []) if (!kept.has(api.version)) this.#catalog.remove(api)
    for (const resource of resources) this.#catalog.add(resource)
    this.#served.set(key, { definition, resources })
  }

  #withdraw(key: string): void {
    for (const { api } of this.#served.get(key)?.resources ?? []) this.#catalog.remove(api)
    this.#served.delete(key)
  }
}
