/** The facts by name, one JSON text each: nothing is parsed before it is asked for. */
export class FactLines {
  readonly #text: string
  #lines: Map<string, string> | undefined

  constructor(text: string) {
    this.#text = text
  }

  names(): IterableIterator<string> {
    return this.#index().keys()
  }

  has(name: string): boolean {
    return this.#index().has(name)
  }

  /** Parses anew at each call: callers keep what they make of it. */
  get<T>(name: string): T | undefined {
    const line = this.#index().get(name)
    return line === undefined ? undefined : (JSON.parse(line) as T)
  }

  #index(): Map<string, string> {
    if (this.#lines) return this.#lines
    this.#lines = new Map()
    for (const line of this.#text.split('\n')) {
      const space = line.indexOf(' ')
      if (space > 0) this.#lines.set(line.slice(0, space), line.slice(space + 1))
    }
    return this.#lines
  }
}
