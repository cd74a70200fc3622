import type { Logger } from '@knarr/client'
import type { MetricsRegistry } from '@knarr/component'
import type { Clock, Random } from '@knarr/machinery'
import type { Auditor } from '../audit/auditor.ts'
import type { Authentication } from '../authn/open-authentication.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { FlowControl } from '../flow-control/open-flow-control.ts'
import type { ServerLifecycle } from '../health/server-lifecycle.ts'
import type { AccessMetrics } from '../metrics/access-metrics.ts'
import type { RequestInfo } from '../request/request-info.ts'

/** What filters are made from. */
export interface FilterParts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly authentication: Authentication
  readonly authorizer: Authorizer
  readonly metrics: MetricsRegistry
  readonly access: AccessMetrics
  /** Absent where nothing is audited. */
  readonly auditor: Auditor | undefined
  /** Whether there is anything at what a request asks for. */
  isServed(info: RequestInfo): boolean
  readonly lifecycle: ServerLifecycle
  readonly flowControl: FlowControl
  /** What a request may take that is neither a watch nor a stream. */
  readonly requestTimeoutMs: number
}
