/**
 * A node as a set of Linux namespaces (pid, net, mount, uts, ipc) that outlive the process which made them.
 *
 * The node has one address on a small LAN that the host reaches over a single link; its pods' addresses are
 * routed through it. Everything in it dies with `close`.
 */
export interface NodeNamespaces {
  readonly name: string
  /** The node's init, as the host sees it. */
  readonly initPid: number
  /** The node's own address, reachable from the host and from the other nodes. */
  readonly address: string
  /** The host's address on the LAN: where the node and its pods reach the API server. */
  readonly hostAddress: string
  readonly podCidr: string
  /** Whether these namespaces were found alive rather than made. */
  readonly adopted: boolean
  /** `command` with what it takes to run it inside the node (an `nsenter` prefix). */
  enter(command: readonly string[]): string[]
  /** Ends everything in the node and removes its links, mounts and cgroups. Idempotent. */
  close(): Promise<void>
}
