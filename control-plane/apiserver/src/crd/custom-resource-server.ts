import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { Logger } from '@knarr/client'
import { deepEqual, timestamp } from '@knarr/machinery'
import { type Change, type Item, prefixEnd, RevisionConflict } from '@knarr/storage'
import type { AdmissionChain } from '../admission/admission-chain.ts'
import type { AdmissionContext } from '../admission/admission-plugin.ts'
import { objectOf } from '../codec/stored-object.ts'
import type { ConversionMetrics } from '../metrics/conversion-metrics.ts'
import { resourcePrefix } from '../registry/object-keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { ServedResource } from '../registry/served-resource.ts'
import { cleanUpDefinition } from './clean-up-definition.ts'
import { conversionRulesAnnotation } from './conversion/rules/conversion-rules.ts'
import { type ConversionContext, customResources, keptResource } from './custom-resource.ts'
import { isTrue, withNamesJudged } from './definition-status.ts'
import { definitionsV1beta1 } from './v1beta1/definitions-v1beta1.ts'

const prefix = resourcePrefix(customResourceDefinitions)
const writer = 'apiextensions-apiserver'

interface Served {
  readonly definition: CustomResourceDefinition
  readonly resources: readonly ServedResource[]
  readonly retire: AbortController
}

/** Establishes definitions, and keeps the catalog's custom resources as they say. */
export class CustomResourceServer {
  readonly #registry: Registry
  readonly #catalog: ResourceCatalog
  readonly #admission: AdmissionChain
  readonly #context: ConversionContext
  readonly #logger: Logger
  readonly #closing = new AbortController()
  readonly #cleanups = new Set<string>()
  readonly #served = new Map<string, Served>()
  /** All there are, with the names they were last accepted by, by key. */
  readonly #definitions = new Map<string, CustomResourceDefinition>()
  #watcher: ReturnType<Registry['store']['watch']> | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(options: {
    registry: Registry
    catalog: ResourceCatalog
    admission: AdmissionChain
    /** What conversion webhooks are called with. */
    context: AdmissionContext
    metrics: ConversionMetrics
    logger: Logger
  }) {
    this.#registry = options.registry
    this.#admission = options.admission
    this.#catalog = options.catalog
    this.#context = { admission: options.context, metrics: options.metrics }
    this.#logger = options.logger
  }

  /** Resolves when every definition there is at the start is served. */
  async start(): Promise<void> {
    const { group, version, plural } = customResourceDefinitions
    const definitions = this.#catalog.find(group, version, plural)
    if (definitions?.strategy) this.#catalog.add(definitionsV1beta1(definitions))
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
    const before = this.#definitions.get(item.key)?.status?.acceptedNames
    this.#definitions.set(item.key, definition)
    if (definition.metadata.deletionTimestamp) {
      if (isTrue(definition, 'Established')) this.#serve(item.key, definition)
      void this.#cleanUp(item.key)
      return
    }
    await this.#judge(item)
    if (before && !deepEqual(before, this.#definitions.get(item.key)?.status?.acceptedNames))
      await this.#judgeWaiting(definition.spec.group)
  }

  async #judge(item: Item): Promise<void> {
    const definition = objectOf<CustomResourceDefinition>(item)
    const now = timestamp(this.#registry.clock.now())
    const judged = withNamesJudged(definition, this.#othersOf(item.key, definition), now)
    const current = judged ?? definition
    this.#definitions.set(item.key, current)
    if (isTrue(current, 'Established')) this.#serve(item.key, current)
    if (!judged) return
    try {
      await this.#registry.put(item.key, judged, { expected: item.modRevision, writer })
    } catch (error) {
      // Whoever was faster made a change that is taken next.
      if (!(error instanceof RevisionConflict)) throw error
    }
  }

  async #cleanUp(key: string): Promise<void> {
    if (this.#cleanups.has(key)) return
    this.#cleanups.add(key)
    const { signal } = this.#closing
    const definition = this.#definitions.get(key)
    const resource = definition && isTrue(definition, 'Established') ? keptResource(definition) : undefined
    try {
      await cleanUpDefinition({
        ...{ registry: this.#registry, admission: this.#admission },
        ...{ key, resource, signal },
      })
    } catch (error) {
      if (!signal.aborted)
        this.#logger.error('removing the objects of a definition failed', { key, error: String(error) })
    } finally {
      this.#cleanups.delete(key)
    }
  }

  #othersOf(key: string, { spec }: CustomResourceDefinition): CustomResourceDefinition[] {
    return [...this.#definitions]
      .filter(([other, definition]) => other !== key && definition.spec.group === spec.group)
      .map(([, definition]) => definition)
  }

  /** Names that were let go may be what another definition of the group waits for. */
  async #judgeWaiting(group: string): Promise<void> {
    const waiting = [...this.#definitions].filter(
      ([, definition]) => definition.spec.group === group && !isTrue(definition, 'NamesAccepted'),
    )
    for (const [key] of waiting) {
      const item = await this.#registry.store.get(key)
      if (item) await this.#judge(item)
    }
  }

  /** Puts what the definition says into the catalog; most changes of its status say nothing new. */
  #serve(key: string, definition: CustomResourceDefinition): void {
    const known = this.#served.get(key)
    if (known && deepEqual(sayingOf(known.definition), sayingOf(definition))) return
    const retire = new AbortController()
    const resources = customResources(definition, this.#context, retire.signal)
    const kept = new Set(resources.map(({ api }) => api.version))
    for (const { api } of known?.resources ?? []) if (!kept.has(api.version)) this.#catalog.remove(api)
    for (const resource of resources) this.#catalog.add(resource)
    this.#served.set(key, { definition, resources, retire })
    known?.retire.abort()
  }

  async #withdraw(key: string): Promise<void> {
    const definition = this.#definitions.get(key)
    const served = this.#served.get(key)
    for (const { api } of served?.resources ?? []) this.#catalog.remove(api)
    served?.retire.abort()
    this.#served.delete(key)
    this.#definitions.delete(key)
    if (definition) await this.#judgeWaiting(definition.spec.group)
  }
}

/** What of a definition its resources are made from. */
function sayingOf({ spec, status, metadata }: CustomResourceDefinition): object {
  const rules = metadata.annotations?.[conversionRulesAnnotation]
  return { spec, rules, names: status?.acceptedNames, isLeaving: metadata.deletionTimestamp !== undefined }
}
