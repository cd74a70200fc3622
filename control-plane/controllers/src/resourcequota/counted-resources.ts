import { apiResources, type QuotaEvaluator, quotaEvaluator, type Resource } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import type { ResourceQuota } from '@knarr/api/core/v1'
import { createInformerFactory, type Informer } from '@knarr/client'
import type { SetupContext } from '@knarr/controller'
import type { KubeObject } from '@knarr/machinery'
import { definedResource } from '../garbage-collector/custom-resources.ts'

/** A resource that quotas count, with all its objects. */
export interface Counted {
  readonly evaluator: QuotaEvaluator
  readonly informer: Informer<KubeObject>
}

interface Followed extends Counted {
  /** For custom resources, which may go. */
  readonly stop?: AbortController
}

interface CountedEvents {
  onFollow(counted: Counted): void
  /** There is a resource more that quotas may name. */
  onDefine(): void
}

/** The resources that quotas name: each is followed from when the first quota names it. */
export class CountedResources {
  readonly #context: SetupContext
  readonly #events: CountedEvents
  readonly #builtIn: readonly Resource[] = countable()
  readonly #custom = new Map<string, Resource>()
  readonly #followed = new Map<string, Followed>()

  constructor(context: SetupContext, events: CountedEvents) {
    this.#context = context
    this.#events = events
    const define = (definition: CustomResourceDefinition): void => this.#define(definition)
    context.informer(customResourceDefinitions).addHandler({
      onAdd: define,
      onUpdate: define,
      onDelete: ({ metadata }) => this.#forget(metadata.name),
    })
  }

  /** What counts against a quota; complete once its informers have synced. */
  of({ spec }: ResourceQuota): readonly Counted[] {
    const names = Object.keys(spec.hard ?? {})
    return [...this.#builtIn, ...this.#custom.values()]
      .filter((resource) => names.some((name) => quotaEvaluator(resource).evaluates(name)))
      .map((resource) => this.#follow(resource))
  }

  #follow(resource: Resource): Counted {
    const key = `${resource.plural}.${resource.group}`
    const known = this.#followed.get(key)
    if (known) return known
    const evaluator = quotaEvaluator(resource)
    const followed = this.#custom.has(key)
      ? { evaluator, ...this.#startCustom(resource) }
      : { evaluator, informer: this.#context.informer(resource) }
    this.#followed.set(key, followed)
    this.#events.onFollow(followed)
    return followed
  }

  /** Its own informer: the shared ones never stop. */
  #startCustom(resource: Resource): Pick<Followed, 'informer' | 'stop'> {
    const factory = createInformerFactory(this.#context)
    const informer = factory.informer(resource)
    const stop = new AbortController()
    factory.start(AbortSignal.any([this.#context.signal, stop.signal]))
    return { informer, stop }
  }

  #define(definition: CustomResourceDefinition): void {
    const resource = definedResource(definition)
    const { name } = definition.metadata
    if (this.#custom.get(name)?.version === resource?.version) return
    this.#forget(name)
    if (!resource?.namespaced) return
    this.#custom.set(name, resource)
    this.#events.onDefine()
  }

  #forget(name: string): void {
    this.#followed.get(name)?.stop?.abort()
    this.#followed.delete(name)
    this.#custom.delete(name)
  }
}

/** Built-in resources with objects in namespaces, in the version they are kept in; events are not counted. */
function countable(): readonly Resource[] {
  const verbs = ['list', 'watch', 'create']
  return apiResources().filter(
    ({ namespaced, version, storageVersion, plural, verbs: served }) =>
      namespaced &&
      version === storageVersion &&
      plural !== 'events' &&
      verbs.every((verb) => served.includes(verb)),
  )
}
