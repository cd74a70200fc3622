import type { Change, Watcher } from '@knarr/storage'

export type Listener = (changes: readonly Change[]) => void

/** How changes become readable. */
export interface ChangeOpener {
  /** Fetches what it takes to read them; undefined where they can be read at once. */
  prepare(changes: readonly Change[]): Promise<void> | undefined
  /** @throws Error */
  open(change: Change): Change
}

export interface OpenedAudience {
  readonly listener: Listener
  readonly failed: (error: unknown) => void
  /** These changes are held back, until `settled` says. */
  readonly held: (changes: readonly Change[]) => void
}

/**
 * A watch whose listener gets what was decrypted. Changes that cannot be read at once are held back, and those behind
 * them, so that the order stays; what cannot be read at all ends the watch.
 */
export class OpenedWatch implements Watcher {
  readonly #opener: ChangeOpener
  readonly #audience: OpenedAudience
  #source: Watcher | undefined
  #held: (readonly Change[])[] = []
  /** The last revision of what was held back and is told. */
  #told = 0
  #telling: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined
  #isClosed = false

  constructor(opener: ChangeOpener, audience: OpenedAudience) {
    this.#opener = opener
    this.#audience = audience
  }

  /** `watch` begins a watch of what is kept. */
  begin(watch: (listener: Listener, failed: (error: unknown) => void) => Watcher): this {
    this.#source = watch(
      (changes) => this.#receive(changes),
      (error) => this.#fail(error),
    )
    return this
  }

  get revision(): number {
    return this.heldFrom === undefined
      ? (this.#source?.revision ?? 0)
      : Math.max(this.heldFrom - 1, this.#told)
  }

  /** The revision of the first change that is held back, or is just being told. */
  get heldFrom(): number | undefined {
    return this.#held[0]?.[0]?.revision
  }

  async caughtUp(): Promise<void> {
    await this.#source?.caughtUp()
    await this.#telling
    if (this.#failure) throw this.#failure.error
  }

  /** Resolves once the listener has what is held back now, or the watch has ended. */
  get settled(): Promise<void> | undefined {
    return this.#telling
  }

  close(): void {
    this.#isClosed = true
    this.#held = []
    this.#source?.close()
  }

  #receive(changes: readonly Change[]): void {
    if (this.#isClosed) return
    const before = this.#telling
    const missing = before === undefined ? this.#opener.prepare(changes) : undefined
    if (before === undefined && missing === undefined) {
      this.#tell(changes)
      return
    }
    this.#held.push(changes)
    const told = before?.then(() => this.#tellHeld(changes)) ?? this.#tellHeld(changes, missing)
    const telling = told.finally(() => {
      if (this.#telling === telling) this.#telling = undefined
    })
    this.#telling = telling
    this.#audience.held(changes)
  }

  async #tellHeld(changes: readonly Change[], first?: Promise<void>): Promise<void> {
    try {
      await first
      for (let task = this.#missing(changes); task; task = this.#missing(changes)) await task
    } catch (error) {
      this.#fail(error)
    }
    if (this.#isClosed) return
    this.#told = changes.at(-1)?.revision ?? 0
    this.#tell(changes)
    this.#held.shift()
  }

  #missing(changes: readonly Change[]): Promise<void> | undefined {
    return this.#isClosed ? undefined : this.#opener.prepare(changes)
  }

  #tell(changes: readonly Change[]): void {
    let opened: Change[]
    try {
      opened = changes.map((change) => this.#opener.open(change))
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#audience.listener(opened)
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return
    this.#failure = { error }
    this.close()
    this.#audience.failed(error)
  }
}
