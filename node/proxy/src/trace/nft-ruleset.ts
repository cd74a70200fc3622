const commandPattern = /^(add|delete|flush) (table|set|map|chain|rule|element) ip6? kube-proxy ?(\S*) ?(.*)$/

/** A table as commands for `nft -f` make it: what a kernel would hold. */
export class NftRuleset {
  /** Rules by chain. */
  readonly chains: Map<string, string[]> = new Map()
  /** Verdicts by map and key; of a set, empty ones. */
  readonly containers: Map<string, Map<string, string>> = new Map()

  /** @throws Error for a command it does not know, or one that a kernel would refuse. */
  apply(commands: Iterable<string>): void {
    for (const command of commands) this.#apply(command)
  }

  #apply(command: string): void {
    const [, verb = '', kind, name = '', rest = ''] = commandPattern.exec(command) ?? []
    if (kind === 'table') this.#table(verb)
    else if (kind === 'chain') this.#chain(verb, name)
    else if (kind === 'rule') this.#of(this.chains, name).push(rest)
    else if (kind === 'element') this.#element(verb, name, rest)
    else if (kind) this.#container(verb, name)
    else throw new Error(`unknown command: ${command}`)
  }

  #table(verb: string): void {
    if (verb !== 'delete') return
    this.chains.clear()
    this.containers.clear()
  }

  #chain(verb: string, name: string): void {
    if (verb === 'add') this.chains.set(name, this.chains.get(name) ?? [])
    else if (verb === 'flush') this.#of(this.chains, name).length = 0
    else this.#remove(this.chains, name)
  }

  #container(verb: string, name: string): void {
    if (verb === 'add') this.containers.set(name, this.containers.get(name) ?? new Map())
    else this.#remove(this.containers, name)
  }

  #element(verb: string, name: string, text: string): void {
    const [, key = '', verdict = ''] = /^\{ (.*?)(?: comment "[^"]*")?(?: : (.*?))? \}$/.exec(text) ?? []
    const container = this.#of(this.containers, name)
    if (verb === 'delete') this.#remove(container, key)
    else container.set(key, verdict)
  }

  #of<T>(found: ReadonlyMap<string, T>, name: string): T {
    const value = found.get(name)
    if (value === undefined) throw new Error(`no such file or directory: ${name}`)
    return value
  }

  #remove(from: Map<string, unknown>, name: string): void {
    if (!from.delete(name)) throw new Error(`no such file or directory: ${name}`)
  }
}
