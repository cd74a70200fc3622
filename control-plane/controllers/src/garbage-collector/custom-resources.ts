import type { Resource } from '@knarr/api'
import { type CustomResourceDefinition, customResourceDefinitions } from '@knarr/api/apiextensions/v1'
import {
  type Client,
  createInformerFactory,
  type Informer,
  type InformerFactory,
  type Logger,
} from '@knarr/client'
import { type Clock, deepEqual, type KubeObject, type Random } from '@knarr/machinery'

export interface CustomResourcesOptions {
  readonly client: Client
  /** Shows the definitions. */
  readonly informers: InformerFactory
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly signal: AbortSignal
  /** A kind has come to be served, or is now in another version; its informer starts right after. */
  onAdd(resource: Resource, informer: Informer<KubeObject>): void
}

interface Followed {
  readonly resource: Resource
  readonly stop: AbortController
}

/** Follows what definitions define: an informer for each kind, for as long as it is served. */
export function followCustomResources(options: CustomResourcesOptions): void {
  const { informers, signal, onAdd } = options
  const followed = new Map<string, Followed>()
  const stop = (name: string): void => {
    followed.get(name)?.stop.abort()
    followed.delete(name)
  }
  const follow = (definition: CustomResourceDefinition): void => {
    const { name } = definition.metadata
    const resource = definedResource(definition)
    if (!resource || deepEqual(followed.get(name)?.resource, resource)) return
    stop(name)
    const own = new AbortController()
    followed.set(name, { resource, stop: own })
    const factory = createInformerFactory(options)
    onAdd(resource, factory.informer(resource))
    factory.start(AbortSignal.any([signal, own.signal]))
  }
  informers.informer(customResourceDefinitions).addHandler({
    onAdd: follow,
    onUpdate: follow,
    onDelete: ({ metadata }) => stop(metadata.name),
  })
}

/** The resource in the version its objects are kept in, or another that is served. */
export function definedResource({ spec, status }: CustomResourceDefinition): Resource | undefined {
  const isEstablished = status?.conditions?.some(
    (condition) => condition.type === 'Established' && condition.status === 'True',
  )
  const served = spec.versions.filter((version) => version.served)
  const version = served.find(({ storage }) => storage) ?? served[0]
  if (!isEstablished || !version) return undefined
  const { plural, kind } = status?.acceptedNames ?? spec.names
  return { group: spec.group, version: version.name, plural, kind, namespaced: spec.scope === 'Namespaced' }
}
