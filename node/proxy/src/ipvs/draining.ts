/** Real servers that get no new connections and go away with their last one. */
export class Draining {
  readonly #servers = new Map<string, Set<string>>()

  get isEmpty(): boolean {
    return this.#servers.size === 0
  }

  add(virtualServer: string, server: string): void {
    const servers = this.#servers.get(virtualServer) ?? new Set<string>()
    this.#servers.set(virtualServer, servers.add(server))
  }

  has(virtualServer: string, server: string): boolean {
    return this.#servers.get(virtualServer)?.has(server) ?? false
  }

  delete(virtualServer: string, server: string): void {
    const servers = this.#servers.get(virtualServer)
    servers?.delete(server)
    if (servers?.size === 0) this.#servers.delete(virtualServer)
  }

  /** Forgets a virtual server that is gone, or all of them. */
  forget(virtualServer?: string): void {
    if (virtualServer === undefined) this.#servers.clear()
    else this.#servers.delete(virtualServer)
  }

  /** The virtual servers that have some. */
  virtualServers(): string[] {
    return [...this.#servers.keys()]
  }

  /** Those without a connection, of the virtual servers whose connections are given. */
  drained(connections: ReadonlyMap<string, ReadonlyMap<string, number>>): [string, string][] {
    return [...connections].flatMap(([virtualServer, counts]) =>
      [...(this.#servers.get(virtualServer) ?? [])]
        .filter((server) => !counts.get(server))
        .map((server): [string, string] => [virtualServer, server]),
    )
  }
}
