/** A link of those who claim one id, in order of claim. */
interface Claim<Claimed> {
  readonly owner: string
  claimed: Claimed
  next: Claim<Claimed> | undefined
}

/**
 * Things in the kernel that services ask for, by id. Where two owners claim the same, as one external IP, the first
 * keeps it until it lets go.
 */
export class Claims<Claimed> {
  readonly #owned = new Map<string, readonly string[]>()
  /** Almost every id has one claimant. */
  readonly #claims = new Map<string, Claim<Claimed>>()

  /** What of an id counts. */
  holder(id: string): Claimed | undefined {
    return this.#claims.get(id)?.claimed
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
    for (const id of this.#owned.get(owner) ?? []) {
      if (wanted.has(id)) continue
      if (!touched.has(id)) touched.set(id, this.holder(id))
      this.#letGo(id, owner)
    }
    for (const [id, claimed] of wanted) {
      if (!touched.has(id)) touched.set(id, this.holder(id))
      this.#hold(id, owner, claimed)
    }
    if (wanted.size > 0) this.#owned.set(owner, [...wanted.keys()])
    else this.#owned.delete(owner)
  }

  #hold(id: string, owner: string, claimed: Claimed): void {
    let claim = this.#claims.get(id)
    if (!claim) {
      this.#claims.set(id, { owner, claimed, next: undefined })
      return
    }
    while (claim.owner !== owner && claim.next) claim = claim.next
    if (claim.owner === owner) claim.claimed = claimed
    else claim.next = { owner, claimed, next: undefined }
  }

  #letGo(id: string, owner: string): void {
    const first = this.#claims.get(id)
    if (first?.owner === owner) {
      if (first.next) this.#claims.set(id, first.next)
      else this.#claims.delete(id)
      return
    }
    let before = first
    while (before?.next && before.next.owner !== owner) before = before.next
    if (before) before.next = before.next?.next
  }
}
