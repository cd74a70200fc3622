import { parseQuantity, Quantity, QuantityError } from '@knarr/machinery'
import type { Library } from '../check/declarations.ts'
import { fixed, traversal } from '../cost/call-costs.ts'
import { boolType, type CelType, doubleType, intType, opaqueType, stringType } from '../types/cel-type.ts'
import { CelError } from '../values/cel-error.ts'
import { checkedInt } from '../values/integer.ts'
import { OpaqueValue } from '../values/value.ts'
import { declare, method, overload, takes } from './declare.ts'

const quantityType = opaqueType('kubernetes.Quantity')

class QuantityValue extends OpaqueValue {
  readonly type: CelType = quantityType
  readonly quantity: Quantity

  constructor(quantity: Quantity) {
    super()
    this.quantity = quantity
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof QuantityValue && this.quantity.equals(other.quantity)
  }
}

function quantityOf(text: string): QuantityValue {
  try {
    return new QuantityValue(parseQuantity(text))
  } catch (cause) {
    if (cause instanceof QuantityError) throw new CelError(cause.message, { cause })
    throw cause
  }
}

function isQuantity(text: string): boolean {
  try {
    quantityOf(text)
    return true
  } catch (error) {
    if (error instanceof CelError) return false
    throw error
  }
}

const int64Limit = 1n << 63n

function isInteger({ quantity }: QuantityValue): boolean {
  const whole = quantity.value()
  return Quantity.of(whole).equals(quantity) && whole >= -int64Limit && whole < int64Limit
}

function asInteger(value: QuantityValue): bigint {
  if (!isInteger(value)) throw new CelError('cannot convert value to integer')
  return checkedInt(value.quantity.value())
}

const one = takes(quantityType)
const two = takes(quantityType, quantityType)
const withInt = takes(quantityType, intType)

/** `quantity('1Gi')` and its arithmetic. */
export const quantityLibrary: Library = {
  types: new Map([['kubernetes.Quantity', quantityType]]),
  functions: [
    declare(
      'quantity',
      overload('string_to_quantity', takes(stringType).gives(quantityType, traversal()), quantityOf),
    ),
    declare(
      'isQuantity',
      overload('is_quantity_string', takes(stringType).gives(boolType, traversal()), isQuantity),
    ),
    declare(
      'sign',
      method('quantity_sign', one.gives(intType), ({ quantity }: QuantityValue) => BigInt(quantity.sign)),
    ),
    declare('isInteger', method('quantity_is_integer', one.gives(boolType), isInteger)),
    declare('asInteger', method('quantity_get_int', one.gives(intType), asInteger)),
    declare(
      'asApproximateFloat',
      method('quantity_get_float', one.gives(doubleType), ({ quantity }: QuantityValue) =>
        quantity.toNumber(),
      ),
    ),
    declare(
      'isGreaterThan',
      method('quantity_is_greater_than', two.gives(boolType), (a: QuantityValue, b: QuantityValue) => {
        return a.quantity.compare(b.quantity) > 0
      }),
    ),
    declare(
      'isLessThan',
      method('quantity_is_less_than', two.gives(boolType), (a: QuantityValue, b: QuantityValue) => {
        return a.quantity.compare(b.quantity) < 0
      }),
    ),
    declare(
      'compareTo',
      method('quantity_compare_to', two.gives(intType, fixed(1)), (a: QuantityValue, b: QuantityValue) => {
        return BigInt(a.quantity.compare(b.quantity))
      }),
    ),
    declare(
      'add',
      method('quantity_add', two.gives(quantityType), (a: QuantityValue, b: QuantityValue) => {
        return new QuantityValue(a.quantity.add(b.quantity))
      }),
      method('quantity_add_int', withInt.gives(quantityType), (a: QuantityValue, b: bigint) => {
        return new QuantityValue(a.quantity.add(Quantity.of(b)))
      }),
    ),
    declare(
      'sub',
      method('quantity_sub', two.gives(quantityType), (a: QuantityValue, b: QuantityValue) => {
        return new QuantityValue(a.quantity.subtract(b.quantity))
      }),
      method('quantity_sub_int', withInt.gives(quantityType), (a: QuantityValue, b: bigint) => {
        return new QuantityValue(a.quantity.subtract(Quantity.of(b)))
      }),
    ),
  ],
}
