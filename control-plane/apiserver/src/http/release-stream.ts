import type { ServerHttp2Stream } from 'node:http2'

type Symbols = Record<symbol, unknown>

/** Under these names Node's streams and their handles know each other; without them nothing is released early. */
const handleName = 'kHandle'
const ownerName = 'owner_symbol'

/**
 * Lets streams of HTTP/2 that are over be collected with the young generation. Node's handle of a stream stays until the
 * old generation is collected, and holds its stream, and that its request's headers: some kilobytes a request, which made
 * that collection frequent and long. The handle is given another stream instead, one that is over too and the same for all.
 */
export class StreamRelease {
  #standIn: ServerHttp2Stream | undefined
  #over: (Symbols | undefined)[] = []

  /** Releases the stream once it has closed. */
  watch(stream: ServerHttp2Stream): void {
    const handle = handleOf(stream)
    stream.once('close', () => {
      this.#standIn ??= stream
      if (this.#over.length === 0) setImmediate(() => this.#release())
      this.#over.push(handle)
      // Node's own listeners are of no use any more either.
      stream.removeAllListeners()
      stream.on('error', () => {})
    })
  }

  /** By now Node has told each handle that its writes are over, for which it asks for the stream. */
  #release(): void {
    const over = this.#over
    this.#over = []
    for (const handle of over) {
      const owner = handle && symbolOf(handle, ownerName)
      if (owner) handle[owner] = this.#standIn
    }
  }
}

function handleOf(stream: ServerHttp2Stream): Symbols | undefined {
  const symbols = stream as unknown as Symbols
  const name = symbolOf(symbols, handleName)
  return name && (symbols[name] as Symbols | undefined)
}

const found = new Map<string, symbol>()

function symbolOf(object: object, name: string): symbol | undefined {
  const known = found.get(name)
  if (known) return known
  const symbol = Object.getOwnPropertySymbols(object).find(({ description }) => description === name)
  if (symbol) found.set(name, symbol)
  return symbol
}
