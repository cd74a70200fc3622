import { ArrayList, CelList, type Value } from './value.ts'

/**
 * A list that Kubernetes treats as a set or map (`x-kubernetes-list-type`): its order does not matter in `==`,
 * and `+` merges by key.
 */
export class KeyedList extends CelList {
  readonly #items: CelList
  readonly #keyOf: (item: Value) => unknown

  /** `keyOf` answers what stands for an item's key, the same for equal ones. */
  constructor(items: CelList, keyOf: (item: Value) => unknown) {
    super()
    this.#items = items
    this.#keyOf = keyOf
  }

  get size(): number {
    return this.#items.size
  }

  at(index: number): Value {
    return this.#items.at(index)
  }

  /** Items of the other take the place of those with the same key, or come last. */
  override concatenated(other: CelList): CelList {
    const items = new Map<unknown, Value>()
    for (const item of this) items.set(this.#keyOf(item), item)
    for (const item of other) items.set(this.#keyOf(item), item)
    return new KeyedList(new ArrayList([...items.values()]), this.#keyOf)
  }

  hasSameItems(other: CelList, areEqual: (left: Value, right: Value) => boolean): boolean {
    const items = new Map<unknown, Value>()
    for (const item of this) items.set(this.#keyOf(item), item)
    for (const item of other) {
      const own = items.get(this.#keyOf(item))
      if (own === undefined || !areEqual(own, item)) return false
    }
    return true
  }
}
