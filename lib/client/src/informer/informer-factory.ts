import { qualifiedResource, type Resource } from '@knarr/api'
import type { Clock, KubeObject, Random } from '@knarr/machinery'
import type { Client } from '../client.ts'
import type { Logger } from '../logger.ts'
import type { Informer, InformerFactory, Lister } from './lister.ts'
import { SharedInformer } from './shared-informer.ts'

export interface InformerFactoryOptions {
  readonly client: Client
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger
}

/**
 * One informer per resource and field selector, made when first asked for. The lister reads a resource's
 * informer without a field selector, or the only one with; it throws if nobody asked for that resource.
 */
export function createInformerFactory(options: InformerFactoryOptions): InformerFactory {
  const informers = new Map<string, SharedInformer<KubeObject>>()
  const byResource = new Map<string, SharedInformer<KubeObject>>()
  let started: AbortSignal | undefined

  const make = <T extends KubeObject>(resource: Resource<T>, fieldSelector?: string): Informer<T> => {
    const name = nameOf(resource)
    const key = `${name}?${fieldSelector ?? ''}`
    const found = informers.get(key)
    if (found) return asInformer(found)
    const informer = new SharedInformer<KubeObject>({ ...options, resource, fieldSelector })
    informers.set(key, informer)
    if (!fieldSelector || !byResource.has(name)) byResource.set(name, informer)
    if (started) informer.start(started)
    return asInformer(informer)
  }

  return {
    informer: (resource, { fieldSelector } = {}) => make(resource, fieldSelector),
    lister: listerOf((resource) => byResource.get(nameOf(resource))),
    start(signal) {
      started ??= signal
      for (const informer of informers.values()) informer.start(started)
    },
    async synced(signal) {
      await Promise.all([...informers.values()].map((informer) => informer.synced(signal)))
    },
  }
}

function nameOf(resource: Resource): string {
  return `${resource.group}/${resource.version}/${resource.plural}`
}

function asInformer<T extends KubeObject>(informer: SharedInformer<KubeObject>): Informer<T> {
  return informer as unknown as Informer<T>
}

function listerOf(find: (resource: Resource) => Informer<KubeObject> | undefined): Lister {
  const informerOf = <T extends KubeObject>(resource: Resource<T>): Informer<T> => {
    const informer = find(resource)
    if (!informer) throw new Error(`no informer watches ${qualifiedResource(resource)}`)
    return informer as unknown as Informer<T>
  }
  return {
    get: (resource, key) => informerOf(resource).get(key),
    list: (resource, namespace) => informerOf(resource).list(namespace),
    byIndex: (resource, index, value) => informerOf(resource).byIndex(index, value),
  }
}
