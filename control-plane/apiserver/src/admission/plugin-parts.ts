import type { WatchCaches } from '../watch/watch-caches.ts'
import type { EquivalentResources } from './matching/equivalent-resources.ts'

/** What plugins with a memory are made from. */
export interface PluginParts {
  readonly caches: WatchCaches
  readonly equivalents: EquivalentResources
}
