import type { Clock } from '@knarr/machinery'

/** An answer, and for how long it may be given again; 0: not at all. */
export interface Remembered<T> {
  readonly value: T
  readonly forMs: number
}

const maxEntries = 10_000

/** Remembers for a while what somebody said to a question, and asks once for all who wait. */
export class RememberedAnswers<T> {
  readonly #clock: Clock
  readonly #known = new Map<string, { readonly value: T; readonly until: number }>()
  readonly #asked = new Map<string, Promise<T>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What `ask` says, or said lately, under this key. What fails is not remembered. */
  of(key: string, ask: () => Promise<Remembered<T>>): Promise<T> {
    const known = this.#known.get(key)
    if (known && this.#clock.now() < known.until) return Promise.resolve(known.value)
    const asked = this.#asked.get(key) ?? this.#ask(key, ask)
    this.#asked.set(key, asked)
    return asked
  }

  async #ask(key: string, ask: () => Promise<Remembered<T>>): Promise<T> {
    try {
      const { value, forMs } = await ask()
      if (forMs > 0) this.#remember(key, value, this.#clock.now() + forMs)
      return value
    } finally {
      this.#asked.delete(key)
    }
  }

  #remember(key: string, value: T, until: number): void {
    if (this.#known.size >= maxEntries) this.#known.clear()
    this.#known.set(key, { value, until })
  }
}
