import { type Clock, ExpiringCache } from '@knarr/machinery'

/** An answer, and for how long it may be given again; 0: not at all. */
export interface Remembered<T> {
  readonly value: T
  readonly forMs: number
}

const maxEntries = 10_000

/** Remembers for a while what somebody said to a question, and asks once for all who wait. */
export class RememberedAnswers<T> {
  readonly #known: ExpiringCache<T>
  readonly #asked = new Map<string, Promise<T>>()

  constructor(clock: Clock) {
    this.#known = new ExpiringCache(clock, maxEntries)
  }

  /** What `ask` says, or said lately, under this key. What fails is not remembered. */
  of(key: string, ask: () => Promise<Remembered<T>>): Promise<T> {
    const known = this.#known.get(key)
    if (known) return Promise.resolve(known.value)
    const asked = this.#asked.get(key) ?? this.#ask(key, ask)
    this.#asked.set(key, asked)
    return asked
  }

  async #ask(key: string, ask: () => Promise<Remembered<T>>): Promise<T> {
    try {
      const { value, forMs } = await ask()
      this.#known.set(key, value, forMs)
      return value
    } finally {
      this.#asked.delete(key)
    }
  }
}
