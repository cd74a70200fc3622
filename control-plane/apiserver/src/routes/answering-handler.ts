import { type FeatureGates, type MetricsRegistry, parseFeatureGates } from '@knarr/component'
import type { Store } from '@knarr/storage'
import type { Aggregator } from '../aggregation/aggregator.ts'
import type { BackendDiscovery } from '../aggregation/backend-discovery.ts'
import { DiscoveryRoute } from '../discovery/discovery-route.ts'
import { resourceHandler } from '../endpoints/dispatch.ts'
import type { ServerParts } from '../endpoints/server-parts.ts'
import { apiServerFeatures } from '../features.ts'
import type { ServerHealth } from '../health/server-health.ts'
import { historyRoutes } from '../history/history-routes.ts'
import { openMetrics } from '../metrics/open-metrics.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Handler } from '../request/answer.ts'
import { configzRoute } from './configz-route.ts'
import { healthRoute } from './health-route.ts'
import { metricsRoute } from './metrics-route.ts'
import { OpenApiRoute } from './openapi-route.ts'
import type { Route } from './route.ts'
import { routeHandler } from './route-handler.ts'
import { serviceAccountIssuerRoute } from './service-account-issuer-route.ts'
import { kubernetesVersion, type VersionInfo, versionRoute } from './version-route.ts'
import { type ShownFlags, zPages } from './z-pages.ts'

/** What the server says of itself. */
export interface DescriptionOptions {
  /** Which features are on, of `apiServerFeatures`. */
  readonly features?: FeatureGates
  /** What `/flagz` says. */
  readonly flags?: ShownFlags
  /** What `/version` says. */
  readonly version?: VersionInfo
}

interface AnsweringParts {
  readonly parts: ServerParts
  readonly aggregator: Aggregator
  readonly health: ServerHealth
  readonly metrics: MetricsRegistry
  /** As it is read, whatever encrypts what it keeps. */
  readonly store: Store
  /** As it is kept. */
  readonly kept: Store
}

/** What answers a request that was let in. */
export function answeringHandler(
  { parts, aggregator, health, metrics, store, kept }: AnsweringParts,
  options: DescriptionOptions,
): Handler {
  const { clock, catalog, authorizer, tokens } = parts
  const { version = kubernetesVersion, flags = {} } = options
  const { features = parseFeatureGates('', apiServerFeatures) } = options
  const served = openMetrics(metrics, { store, catalog, clock, version, features })
  const routes: Route[] = [
    ...routesOf({ catalog, remotes: aggregator.discovery }, health, version),
    metricsRoute(metrics, served),
    serviceAccountIssuerRoute(tokens),
    configzRoute(flags, features),
    ...historyRoutes({ store, kept, catalog, authorizer }),
  ]
  const paths = (): string[] => routes.flatMap((route) => route.paths)
  routes.push(...zPages({ clock, features, flags, version, paths }))
  return routeHandler(routes, resourceHandler(parts), { catalog, aggregator })
}

/** Every path that is not a resource, in the order they are tried. */
function routesOf(
  { catalog, remotes }: { readonly catalog: ResourceCatalog; readonly remotes: BackendDiscovery },
  { livez, readyz }: ServerHealth,
  version: VersionInfo,
): Route[] {
  return [
    new DiscoveryRoute(catalog, remotes),
    healthRoute('healthz', livez),
    healthRoute('livez', livez),
    new OpenApiRoute(catalog, remotes, version.gitVersion),
    healthRoute('readyz', readyz),
    versionRoute(version),
  ]
}
