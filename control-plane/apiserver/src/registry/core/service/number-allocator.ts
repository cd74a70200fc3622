import type { Random } from '@knarr/machinery'

export interface NumberRange {
  /** Numbers run from 0 to `size - 1`. */
  readonly size: number
  /** Numbers below are handed out only once the others are gone. */
  readonly offset: number
  readonly random: Random
}

/** Hands out each number of a range once; begins its search anywhere, so a number is not soon used again. */
export class NumberAllocator {
  readonly size: number
  /** With the round of repair each number was taken in. */
  #taken = new Map<number, number>()
  #round = 0
  #offset: number
  #random: Random

  constructor({ size, offset, random }: NumberRange) {
    this.size = size
    this.#offset = offset
    this.#random = random
  }

  allocate(): number | undefined {
    const number = this.#search(this.#offset, this.size) ?? this.#search(0, this.#offset)
    if (number !== undefined) this.#taken.set(number, this.#round)
    return number
  }

  /** Whether the number was free until now. */
  reserve(number: number): boolean {
    if (this.#taken.has(number)) return false
    this.#taken.set(number, this.#round)
    return true
  }

  release(number: number): void {
    this.#taken.delete(number)
  }

  /**
   * Takes what is held, and frees what is not; a number taken since the last call is left alone, for its
   * holder may not be stored yet.
   */
  repair(held: Iterable<number>): void {
    const numbers = new Set(held)
    for (const [number, round] of this.#taken) {
      if (!numbers.has(number) && round < this.#round) this.#taken.delete(number)
    }
    for (const number of numbers) if (!this.#taken.has(number)) this.#taken.set(number, this.#round)
    this.#round++
  }

  #search(from: number, to: number): number | undefined {
    const length = to - from
    const start = Math.floor(this.#random.next() * length)
    for (let step = 0; step < length; step++) {
      const number = from + ((start + step) % length)
      if (!this.#taken.has(number)) return number
    }
    return undefined
  }
}
