/** What is to go from the kernel, and what is to be put there. */
export interface Difference {
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

export function differenceOf(before: ReadonlySet<string>, after: ReadonlySet<string>): Difference {
  return {
    removed: [...before].filter((id) => !after.has(id)),
    added: [...after].filter((id) => !before.has(id)),
  }
}

/** Of ids with what they were, as against what they are. */
export function changeOf<Claimed>(
  touched: Iterable<readonly [string, Claimed | undefined]>,
  holder: (id: string) => Claimed | undefined,
): Difference {
  const removed: string[] = []
  const added: string[] = []
  for (const [id, before] of touched) {
    const after = holder(id)
    if (before !== undefined && after === undefined) removed.push(id)
    if (before === undefined && after !== undefined) added.push(id)
  }
  return { removed, added }
}
