const mostTexts = 1000

/** Gives equal texts as one string, so that what keeps many of them keeps one. */
export class SharedTexts {
  readonly #known = new Map<string, string>()

  of(text: string): string {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    if (this.#known.size >= mostTexts) this.#known.clear()
    this.#known.set(text, text)
    return text
  }
}
