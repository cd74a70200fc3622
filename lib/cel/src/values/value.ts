import type { CelType } from '../types/cel-type.ts'
import type { CelError } from './cel-error.ts'

/**
 * A value in evaluating. An int is a bigint, a double a number, a string JavaScript's; every other type has a
 * class of its own.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | OpaqueValue
  | CelList
  | CelMap

export class Uint {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }
}

/** A moment, in nanoseconds since 1970. */
export class Timestamp {
  readonly nanoseconds: bigint

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds
  }
}

export class Duration {
  readonly nanoseconds: bigint

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds
  }
}

export class TypeValue {
  readonly type: CelType

  constructor(type: CelType) {
    this.type = type
  }
}

/** A value that may be missing. */
export class Optional {
  readonly value: Value | undefined

  constructor(value?: Value) {
    this.value = value
  }
}

/** A value only its library's functions look into, such as a quantity. */
export abstract class OpaqueValue {
  abstract readonly type: CelType
  /** Whether the other, of the same type, is the same value. */
  abstract equals(other: OpaqueValue): boolean
}

export abstract class CelList {
  abstract readonly size: number
  /** The item; only asked for within the list. */
  abstract at(index: number): Value

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.size; index++) yield this.at(index)
  }

  /** Both lists' items, one after the other; list types of Kubernetes merge by key instead. */
  concatenated(other: CelList): CelList {
    return new ArrayList([...this, ...other])
  }
}

export abstract class CelMap {
  abstract readonly size: number
  abstract get(key: Value): Value | undefined
  abstract keys(): Iterable<Value>
  /** The type's name, where the map is an object of one. */
  readonly typeName?: string
}

/** A list of values at hand. */
export class ArrayList extends CelList {
  readonly #items: Value[]

  constructor(items: Value[]) {
    super()
    this.#items = items
  }

  get size(): number {
    return this.#items.length
  }

  at(index: number): Value {
    return this.#items[index] ?? null
  }
}

/** A value of a comprehension while it runs: an error is kept until something reads it. */
export type Held = Value | CelError

/** The key that numbers of every type share when they are equal, so that `{1: 'a'}[1.0]` finds its entry. */
export function keyOf(value: Value): string | bigint | boolean | number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (value instanceof Uint) return value.value
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return value
  return undefined
}
