import { type FieldError, invalid, parseQuantity, type Quantity, QuantityError } from '@knarr/machinery'

/** The quantity, or undefined for text that is none; decoding has refused such text before. */
export function quantityOf(text: string | number | undefined): Quantity | undefined {
  if (text === undefined) return undefined
  try {
    return parseQuantity(text)
  } catch (error) {
    if (error instanceof QuantityError) return undefined
    throw error
  }
}

/** A quantity that is at least zero. */
export function validateNonNegativeQuantity(field: string, text: string | number): FieldError[] {
  try {
    if (parseQuantity(text).sign >= 0) return []
    return [invalid(field, String(text), 'must be greater than or equal to 0')]
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error
    return [invalid(field, String(text), error.message)]
  }
}

export function isWholeNumber(quantity: Quantity): boolean {
  return quantity.milliValue() % 1000n === 0n
}
