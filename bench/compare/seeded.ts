/** Chances that are the same for the same seed. */
export class Seeded {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** A whole number below `count`. */
  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (this.#state >>> 8) % count
  }

  /** Once in `count`. */
  once(count: number): boolean {
    return this.below(count) === 0
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T
  }

  /** Each of them with a chance of a half. */
  some<T>(from: readonly T[]): T[] {
    return from.filter(() => this.once(2))
  }

  /** The fields with a chance of one in `count`, or none. */
  maybe(count: number, fields: () => object): object {
    return this.once(count) ? fields() : {}
  }
}
