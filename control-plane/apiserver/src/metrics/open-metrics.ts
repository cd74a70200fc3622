import { type FeatureGates, type MetricsRegistry, observeProcess } from '@knarr/component'
import type { Clock } from '@knarr/machinery'
import type { Store } from '@knarr/storage'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { RequestInfo } from '../request/request-info.ts'
import type { VersionInfo } from '../routes/version-route.ts'
import { observeBuild, observeFeatures, ServerMetrics } from './server-metrics.ts'

interface MetricsParts {
  readonly store: Store
  readonly catalog: ResourceCatalog
  readonly clock: Clock
  readonly version: VersionInfo
  readonly features: FeatureGates
}

/** Registers what a server tells of itself besides its requests. */
export function openMetrics(registry: MetricsRegistry, parts: MetricsParts): ServerMetrics {
  observeBuild(registry, parts.version)
  observeFeatures(registry, parts.features)
  observeProcess(registry, parts.clock)
  return new ServerMetrics(registry, parts)
}

const plainPaths: ReadonlySet<string> = new Set(
  ['api', 'apis', 'healthz', 'livez', 'readyz', 'metrics', 'version', 'openapi/v2', 'openapi/v3'].map(
    (path) => `/${path}`,
  ),
)

/** Whether requests of this kind are counted apart: those for what there is. */
export function isCounted(catalog: ResourceCatalog, info: RequestInfo): boolean {
  if (!info.isResourceRequest) return plainPaths.has(info.path)
  const entry = catalog.find(info.group, info.version, info.resource)
  if (!entry || !info.subresource) return entry !== undefined
  return entry.strategy ? entry.subresources.has(info.subresource) : false
}
