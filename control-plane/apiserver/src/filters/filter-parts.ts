import type { Logger } from '@knarr/client'
import type { Clock } from '@knarr/machinery'
import type { Authenticator } from '../authn/authenticator.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { ServerLifecycle } from '../health/server-lifecycle.ts'

/** What filters are made from. */
export interface FilterParts {
  readonly clock: Clock
  readonly logger: Logger
  readonly authenticators: readonly Authenticator[]
  readonly authorizer: Authorizer
  readonly lifecycle: ServerLifecycle
  /** What a request may take that is neither a watch nor a stream. */
  readonly requestTimeoutMs: number
}
