import type { Logger, Transport } from '@knarr/client'
import type { MetricsRegistry } from '@knarr/component'
import { maxInFlight } from '../filters/max-in-flight.ts'
import { priorityAndFairness } from '../filters/priority-and-fairness.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceCatalog } from '../registry/resource-catalog.ts'
import type { Filter } from '../request/answer.ts'
import { FlowConfiguration } from './flow-configuration.ts'
import { FlowController } from './flow-controller.ts'
import { FlowMetrics, observeInFlight } from './flow-metrics.ts'
import { RequestsInFlight } from './max-in-flight.ts'

export interface FlowControlOptions {
  /** Requests that change nothing, served at once; 400 unless given. */
  readonly maxRequestsInFlight?: number
  /** Requests that may change something; 200 unless given. */
  readonly maxMutatingRequestsInFlight?: number
  /** By default the two limits are one sum, shared by priority levels and fairly between flows. */
  readonly priorityAndFairness?: boolean
}

interface FlowControlParts {
  readonly registry: Registry
  readonly catalog: ResourceCatalog
  readonly metrics: MetricsRegistry
  readonly logger: Logger
  readonly requestTimeoutMs: number
}

/** How many requests are served at once, and whose. */
export interface FlowControl {
  readonly filter: Filter
  /** Follows the objects by which it is configured, and makes those that are missing; undefined where there are none. */
  configuration(transport: Transport): FlowConfiguration | undefined
}

export function openFlowControl(options: FlowControlOptions, parts: FlowControlParts): FlowControl {
  const { maxRequestsInFlight: readOnly = 400, maxMutatingRequestsInFlight: mutating = 200 } = options
  const { registry, catalog, metrics, logger } = parts
  const { clock, store } = registry
  const inFlight = new RequestsInFlight()
  observeInFlight(metrics, inFlight)
  if (options.priorityAndFairness === false || readOnly + mutating === 0) {
    return { filter: maxInFlight({ readOnly, mutating, inFlight }), configuration: () => undefined }
  }
  const controller = new FlowController({ clock, seats: readOnly + mutating })
  const filter = priorityAndFairness({
    ...{ clock, store, controller, inFlight },
    storageOf: ({ group, version, resource }) => catalog.find(group, version, resource)?.strategy?.resource,
    metrics: new FlowMetrics(metrics, controller),
    // What remains must do for the request itself.
    waitMs: parts.requestTimeoutMs / 4,
  })
  const isServed = catalog.find('flowcontrol.apiserver.k8s.io', 'v1', 'flowschemas') !== undefined
  return {
    filter,
    configuration: (transport) =>
      isServed ? new FlowConfiguration({ registry, transport, controller, logger }) : undefined,
  }
}
