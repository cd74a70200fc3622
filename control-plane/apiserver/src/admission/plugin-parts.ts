import type { Client } from '@knarr/client'
import type { Authorizer } from '../authz/authorizer.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import type { PluginConfigurations } from './admission-configuration.ts'
import type { EquivalentResources } from './matching/equivalent-resources.ts'

/** What plugins with a memory are made from. */
export interface PluginParts {
  readonly registry: Registry
  readonly catalog: ResourceCatalog
  readonly caches: WatchCaches
  readonly equivalents: EquivalentResources
  readonly authorizer: Authorizer
  readonly configurations?: PluginConfigurations | undefined
  /** Writes as the server itself; there once the server is. */
  loopbackClient(): Client
}
