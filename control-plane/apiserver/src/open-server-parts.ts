import type { Client } from '@knarr/client'
import { type HealthChecks, type MetricsRegistry, silentLogger } from '@knarr/component'
import { openAdmission } from './admission/open-admission.ts'
import type { ApiServerOptions } from './api-server.ts'
import { openAuthentication } from './authn/open-authentication.ts'
import { legacyTokens } from './authn/service-account/legacy-tokens.ts'
import { markTokenUsed } from './authn/service-account/mark-token-used.ts'
import { ServiceAccountTokens } from './authn/service-account/service-account-tokens.ts'
import { openAuthorizer } from './authz/open-authorizer.ts'
import { escalationCheck } from './authz/rbac/escalation-check.ts'
import { RbacAuthorizer } from './authz/rbac/rbac-authorizer.ts'
import type { ServerParts } from './endpoints/server-parts.ts'
import type { SubresourceFunctions } from './endpoints/subresources/function/subresource-functions.ts'
import { AdmissionMetrics } from './metrics/admission-metrics.ts'
import { AuthorizerMetrics } from './metrics/authorizer-metrics.ts'
import type { Registry } from './registry/registry.ts'
import type { ResourceCatalog } from './registry/resource-catalog.ts'
import { OpenWatches } from './watch/open-watches.ts'
import type { WatchCaches } from './watch/watch-caches.ts'

export interface Foundation {
  readonly registry: Registry
  readonly catalog: ResourceCatalog
  readonly caches: WatchCaches
  readonly metrics: MetricsRegistry
  readonly functions: SubresourceFunctions
  readonly components: HealthChecks
  /** What the server itself asks of its API. */
  loopbackClient(): Client
}

/** What endpoints work with: who may do what, what admission says, whose tokens are believed. */
export async function openServerParts(
  foundation: Foundation,
  options: ApiServerOptions,
): Promise<ServerParts> {
  const { registry, catalog, caches, metrics } = foundation
  const { logger = silentLogger } = options
  const { clock, random } = registry
  const rbac = new RbacAuthorizer(caches)
  const authorizer = openAuthorizer({ caches, rbac, metrics: new AuthorizerMetrics(metrics) }, options)
  const last = [escalationCheck(authorizer, rbac)]
  const tokens = new ServiceAccountTokens(registry, options.serviceAccountKey)
  return {
    clock,
    random,
    registry,
    catalog,
    admission: await openAdmission(
      {
        ...{ registry, catalog, caches, authorizer, last, metrics: new AdmissionMetrics(metrics, clock) },
        loopbackClient: () => foundation.loopbackClient(),
      },
      options,
    ),
    authorizer,
    tokens,
    authentication: openAuthentication(
      {
        ...{ registry, logger, metrics, serviceAccounts: tokens, issuer: tokens.issuer },
        legacyTokens: legacyTokens({
          ...{ registry, tokens },
          markUsed: (secret) => markTokenUsed(secret, { client: foundation.loopbackClient(), clock, logger }),
        }),
      },
      options,
    ),
    watches: new OpenWatches(),
    functions: foundation.functions,
    components: foundation.components,
    caches,
    kubelets: options.kubelets,
    kubeletConnection: { ...options.kubeletSettings, client: options.kubeletClient },
    minRequestTimeoutMs: options.minRequestTimeoutMs ?? 1_800_000,
  }
}
