import type { Client } from '@knarr/client'
import type { Logger } from '@knarr/component'
import { type Listen, type ListenAddress, listenUntil } from '@knarr/linux'
import { authorizeBy } from './access/authorize.ts'
import { identifyBy } from './access/identify.ts'
import { kubeletMetrics } from './kubelet-metrics.ts'
import { type NodeServerTls, nodeServer } from './node-server.ts'
import { RequestMetrics } from './request-metrics.ts'
import type { RouteParts } from './routes/route.ts'

/** Where a kubelet serves HTTPS, and how it is known there. */
export interface NodeServing {
  readonly listen: Listen
  readonly address: ListenAddress
  readonly tls: NodeServerTls
}

export interface StartNodeServerOptions {
  readonly serving: NodeServing
  readonly parts: Omit<RouteParts, 'metrics'>
  readonly nodeName: string
  /** As the kubelet itself: it asks who somebody is and what they may do. */
  readonly client: Client
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** Serves until the signal. A port that is taken is tried again. */
export function startNodeServer(options: StartNodeServerOptions): void {
  const { serving, nodeName, client, logger, signal } = options
  const { clock, pleg } = options.parts
  const metrics = kubeletMetrics({ nodeName, pleg, clock })
  const parts = { ...options.parts, metrics }
  const requests = new RequestMetrics(metrics, clock)
  const identify = identifyBy({ client, clock })
  const authorize = authorizeBy({ client, clock, nodeName })
  const { listen, address, tls } = serving
  void listenUntil({ what: 'kubelet', listen, address, clock, logger, signal }, () =>
    nodeServer({ parts, tls, identify, authorize, requests, logger }),
  )
}
