/**
 * The paths of keys that stand more than once in one object of a JSON text that parses, each named once, as
 * upstream prints them: `spec.containers[0].image`. Scans the text once and builds nothing else.
 */
export function duplicateKeys(text: string): string[] {
  return new KeyScanner(text).scan()
}

interface Frame {
  /** The keys seen in an object; undefined in an array. */
  readonly keys: Set<string> | undefined
  /** The key or index the scanner is at. */
  at: string | number
}

const quote = 0x22
const backslash = 0x5c

class KeyScanner {
  readonly #text: string
  readonly #frames: Frame[] = []
  readonly #found = new Set<string>()
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  scan(): string[] {
    while (this.#position < this.#text.length) this.#step(this.#text.charCodeAt(this.#position))
    return [...this.#found]
  }

  #step(code: number): void {
    if (code === quote) {
      this.#string()
      return
    }
    const frame = this.#frames.at(-1)
    this.#position++
    if (code === 0x7b) this.#frames.push({ keys: new Set(), at: '' })
    else if (code === 0x5b) this.#frames.push({ keys: undefined, at: 0 })
    else if (code === 0x7d || code === 0x5d) this.#frames.pop()
    else if (code === 0x2c && frame && typeof frame.at === 'number') frame.at++
  }

  /** A string is a key if a colon follows it. */
  #string(): void {
    const start = this.#position
    this.#skipString()
    const frame = this.#frames.at(-1)
    if (!frame?.keys || !this.#isBeforeColon()) return
    const raw = this.#text.slice(start + 1, this.#position - 1)
    frame.at = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
    if (frame.keys.has(frame.at)) this.#found.add(this.#path())
    frame.keys.add(frame.at)
  }

  #skipString(): void {
    this.#position++
    for (;;) {
      const code = this.#text.charCodeAt(this.#position)
      this.#position += code === backslash ? 2 : 1
      if (code === quote) return
    }
  }

  #isBeforeColon(): boolean {
    let position = this.#position
    while (this.#text.charCodeAt(position) <= 0x20) position++
    return this.#text.charCodeAt(position) === 0x3a
  }

  #path(): string {
    const parts = this.#frames.map(({ at }) => (typeof at === 'number' ? `[${at}]` : `.${at}`))
    return parts.join('').replace(/^\./, '')
  }
}
