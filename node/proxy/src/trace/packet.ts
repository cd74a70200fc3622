import type { Endpoint, Protocol } from '../model/service-port.ts'

/** The first packet of a connection, as it comes to a node or leaves a program on it. */
export interface Packet {
  readonly source: string
  readonly destination: string
  readonly protocol: Protocol
  readonly port: number
}

/** What becomes of a packet. */
export type Outcome =
  /** It is for no service, and goes where it was to go. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'reject' | 'drop' }
  /** It goes to one of the endpoints, as from the node where it is masqueraded. */
  | {
      readonly kind: 'forward'
      readonly endpoints: readonly { readonly endpoint: Endpoint; readonly isMasqueraded: boolean }[]
    }

/** An outcome with what led to it, in words. */
export type Explained = Outcome & { readonly reasons: readonly string[] }
