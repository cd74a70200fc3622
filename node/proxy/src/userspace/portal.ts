import type { Clock } from '@knarr/machinery'
import type { Balancer } from './balancer.ts'

/** Which balancer serves a client; undefined where it may not come in. */
export type Route = (client: string) => Balancer | undefined

export interface PortalAddress {
  readonly ip: string
  readonly port: number
}

export interface PortalOptions {
  readonly address: PortalAddress
  readonly clock: Clock
  /** Asked for each new connection, so that it may change while the portal is open. */
  readonly route: Route
}

/** An open address of a service. */
export interface Portal {
  /** Ends flows of protocols without connections whose endpoint is gone. */
  refresh(): void
  /** Takes no more connections; those of TCP go on until one side ends them. */
  close(): void
}
