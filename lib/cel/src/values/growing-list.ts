import { ArrayList, CelList, type Value } from './value.ts'

/** The list a macro is filling: it takes items in place, for nobody else can see it yet. */
export class GrowingList extends CelList {
  readonly #items: Value[] = []

  get size(): number {
    return this.#items.length
  }

  at(index: number): Value {
    return this.#items[index] ?? null
  }

  override concatenated(other: CelList): CelList {
    for (const item of other) this.#items.push(item)
    return this
  }

  /** The list once it is full. */
  finished(): CelList {
    return new ArrayList(this.#items)
  }
}
