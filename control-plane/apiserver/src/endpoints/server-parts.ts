import type { HealthChecks } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import type { KubeletDialer } from '@knarr/rpc'
import type { AdmissionChain } from '../admission/admission-chain.ts'
import type { Authentication } from '../authn/open-authentication.ts'
import type { ServiceAccountTokens } from '../authn/service-account/service-account-tokens.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { KubeletConnection } from '../proxy/node-location.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { OpenWatches } from '../watch/open-watches.ts'
import type { WatchCaches } from '../watch/watch-caches.ts'
import type { SubresourceFunctions } from './subresources/function/subresource-functions.ts'

/** What endpoints are made from. */
export interface ServerParts {
  readonly clock: Clock
  readonly random: Random
  readonly registry: Registry
  readonly catalog: ResourceCatalog
  readonly admission: AdmissionChain
  readonly authorizer: Authorizer
  readonly tokens: ServiceAccountTokens
  readonly authentication: Authentication
  readonly watches: OpenWatches
  /** Subresources that are not the server's own. */
  readonly functions: SubresourceFunctions
  readonly caches: WatchCaches
  /** What `componentstatuses` tell of. */
  readonly components: HealthChecks
  readonly kubelets: KubeletDialer | undefined
  /** How kubelets are called by HTTPS. */
  readonly kubeletConnection: KubeletConnection
  /** What a watch lasts at least, where its client does not say. */
  readonly minRequestTimeoutMs: number
}
