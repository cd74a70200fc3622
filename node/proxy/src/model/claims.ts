/**
 * Things in the kernel that services ask for, by id. Where two owners claim the same, as one external IP, the first
 * keeps it until it lets go.
 */
export class Claims<Claimed> {
  readonly #owned = new Map<string, readonly string[]>()
  /** What is claimed, by claimant in order of claim. */
  readonly #claims = new Map<string, Map<string, Claimed>>()

  /** What of an id counts. */
  holder(id: string): Claimed | undefined {
    return this.#claims.get(id)?.values().next().value
  }

  ids(): Iterable<string> {
    return this.#claims.keys()
  }

  /** Sets all that an owner claims; notes in `touched` what counted of an id before the first change to it. */
  claim(
    owner: string,
    wanted: ReadonlyMap<string, Claimed>,
    touched: Map<string, Claimed | undefined>,
  ): void {
    const note = (id: string): void => {
      if (!touched.has(id)) touched.set(id, this.holder(id))
    }
    for (const id of this.#owned.get(owner) ?? []) {
      if (wanted.has(id)) continue
      note(id)
      const claims = this.#claims.get(id)
      claims?.delete(owner)
      if (claims?.size === 0) this.#claims.delete(id)
    }
    for (const [id, claimed] of wanted) {
      note(id)
      const claims = this.#claims.get(id) ?? new Map<string, Claimed>()
      this.#claims.set(id, claims.set(owner, claimed))
    }
    if (wanted.size > 0) this.#owned.set(owner, [...wanted.keys()])
    else this.#owned.delete(owner)
  }
}
