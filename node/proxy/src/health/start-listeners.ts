import type { Logger, MetricsRegistry } from '@knarr/component'
import { type Listen, type ListenAddress, listenUntil } from '@knarr/linux'
import type { Clock } from '@knarr/machinery'
import { httpServer } from './http-server.ts'
import { healthAnswers, metricsAnswers } from './proxy-endpoints.ts'
import type { ProxyHealth } from './proxy-health.ts'

/** Where a proxy answers for itself, beside the health check node ports of services. */
export interface ProxyListeners {
  /** `/healthz` and `/livez`; nowhere unless given. */
  readonly health?: ListenAddress
  /** `/metrics`, `/proxyMode` and `/configz`; nowhere unless given. */
  readonly metrics?: ListenAddress
  /** What `/configz` shows: a KubeProxyConfiguration. */
  readonly configuration?: object
}

export interface StartListenersOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly health: ProxyHealth
  readonly metrics: MetricsRegistry
  readonly mode: string
  readonly listen: Listen
  readonly listeners: ProxyListeners
  readonly signal: AbortSignal
}

/** Listens until the signal. An address that is taken is tried again. */
export function startListeners(options: StartListenersOptions): void {
  const { clock, logger, health, metrics: registry, mode, listeners, signal } = options
  const shared = { clock, logger, signal, listen: options.listen }
  if (listeners.health) {
    const answers = healthAnswers(health, registry)
    void listenUntil({ ...shared, what: 'healthz', address: listeners.health }, () => httpServer(answers))
  }
  if (listeners.metrics) {
    const answers = metricsAnswers({ registry, mode, configuration: listeners.configuration })
    void listenUntil({ ...shared, what: 'metrics', address: listeners.metrics }, () => httpServer(answers))
  }
}
