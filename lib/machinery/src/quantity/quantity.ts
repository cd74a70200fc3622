import { type ParsedQuantity, parseQuantityText, type QuantityFormat } from './parse-quantity.ts'
import { canonicalText } from './quantity-text.ts'

/** An exact amount of a resource (`500m`, `1Gi`, `1e3`). Immutable; arithmetic keeps the left side's format. */
export class Quantity {
  readonly format: QuantityFormat
  /** The amount is `unscaled` times ten to the power of `exponent`. */
  readonly #unscaled: bigint
  readonly #exponent: number

  constructor({ unscaled, exponent, format }: ParsedQuantity) {
    this.#unscaled = unscaled
    this.#exponent = exponent
    this.format = format
  }

  /** A whole number of units. */
  static of(value: bigint | number, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity({ unscaled: BigInt(value), exponent: 0, format })
  }

  /** A whole number of thousandths. */
  static ofMilli(value: bigint | number, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity({ unscaled: BigInt(value), exponent: -3, format })
  }

  /** In whole units, fractions rounded away from zero. */
  value(): bigint {
    return this.#scaled(0)
  }

  /** In thousandths, smaller fractions rounded away from zero. */
  milliValue(): bigint {
    return this.#scaled(-3)
  }

  /** The nearest floating-point number. */
  toNumber(): number {
    return Number(`${this.#unscaled}e${this.#exponent}`)
  }

  add(other: Quantity): Quantity {
    return this.#combined(other, other.#unscaled)
  }

  subtract(other: Quantity): Quantity {
    return this.#combined(other, -other.#unscaled)
  }

  negate(): Quantity {
    return new Quantity({ unscaled: -this.#unscaled, exponent: this.#exponent, format: this.format })
  }

  /** Negative, zero or positive, as `this` is less than, equal to or greater than `other`. */
  compare(other: Quantity): -1 | 0 | 1 {
    const exponent = Math.min(this.#exponent, other.#exponent)
    const left = this.#at(exponent)
    const right = other.#at(exponent)
    return left < right ? -1 : left > right ? 1 : 0
  }

  equals(other: Quantity): boolean {
    return this.compare(other) === 0
  }

  get isZero(): boolean {
    return this.#unscaled === 0n
  }

  get sign(): -1 | 0 | 1 {
    return this.#unscaled < 0n ? -1 : this.#unscaled > 0n ? 1 : 0
  }

  /** The canonical text: no fraction, the largest suffix that keeps the amount exact. */
  toString(): string {
    return canonicalText({ unscaled: this.#unscaled, exponent: this.#exponent, format: this.format })
  }

  toJSON(): string {
    return this.toString()
  }

  #combined(other: Quantity, addend: bigint): Quantity {
    const exponent = Math.min(this.#exponent, other.#exponent)
    const unscaled = this.#at(exponent) + addend * 10n ** BigInt(other.#exponent - exponent)
    return new Quantity({ unscaled, exponent, format: this.isZero ? other.format : this.format })
  }

  /** The amount as a multiple of ten to the power of `exponent`, which is not above this one's. */
  #at(exponent: number): bigint {
    return exponent === this.#exponent
      ? this.#unscaled
      : this.#unscaled * 10n ** BigInt(this.#exponent - exponent)
  }

  #scaled(exponent: number): bigint {
    if (exponent <= this.#exponent) return this.#at(exponent)
    return divideAwayFromZero(this.#unscaled, 10n ** BigInt(exponent - this.#exponent))
  }
}

function divideAwayFromZero(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  if (quotient * divisor === dividend) return quotient
  return dividend < 0n ? quotient - 1n : quotient + 1n
}

/** Reads a quantity as it stands in an object; throws a `QuantityError` with upstream's text. */
export function parseQuantity(text: string | number): Quantity {
  return new Quantity(parseQuantityText(String(text)))
}
